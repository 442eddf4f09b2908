"""Files of versions opened and put side by side: pictures, text, notebooks, directories, any bytes."""
