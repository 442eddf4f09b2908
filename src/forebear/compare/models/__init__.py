"""What model files hold, read without executing anything of them."""
