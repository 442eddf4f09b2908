"""The strip below the graph: as of which moment it is, compared with which, and play through history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from forebear.desktop.graph.moment_box import MomentBox
from forebear.desktop.graph.playing import PACES, Player
from forebear.desktop.graph.time_places import Places
from forebear.desktop.graph.time_track import TimeTrack
from forebear.desktop.pieces import ElidedLabel, IconButton, button, label
from forebear.desktop.theme import Theme
from forebear.lineage.answers import Moment
from forebear.lineage.view import Later


class Which(Enum):
    """One of the two moments."""

    AS_OF = "as of"
    AGAINST = "against"


_NARROWEST = 440  # pixels
_PATIENCE = 120  # ms that a handle rests before it counts


class TimeBar(QFrame):
    """A slider over the stops, what they are called, and how what came later is shown.

    Attributes: `track`, `as_of`, `against` and `player` are the widgets and parts of these names.
    Signals: `moment_changed(str)` and `against_changed(str)` a revision or date, "" = now and nothing;
    `later_changed(object)` a Later. They are emitted for what a person did, never for what is shown.
    """

    moment_changed = Signal(str)
    against_changed = Signal(str)
    later_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stops = Places(())
        self._wanted: dict[Which, str] = {}
        self._shows = False
        self.setProperty("surface", "plain")
        self.track = TimeTrack(theme)
        self.as_of = MomentBox(self.tr("As of"), self.tr("Now"))
        self.against = MomentBox(self.tr("Compare with"), self.tr("Nothing"))
        self.player = Player(self)
        self._play = IconButton(theme, "play", self.tr("Play through history"), self.toggle_playing)
        self._pace = QComboBox()
        for pace in PACES:
            self._pace.addItem(self.tr("{pace}/s").format(pace=f"{pace:g}"), pace)
        self._pace.setCurrentIndex(PACES.index(1.0))
        self._pace.setAccessibleName(self.tr("Pace"))
        self._pace.setToolTip(self.tr("Stops in a second"))
        self._now = button(self.tr("Now"), lambda: self.track.setValue(self.track.now), "quiet")
        # Their boxes say the same to those who cannot see; a narrow strip has no room for them.
        self._spare = (label(self.tr("As of"), "muted"), label(self.tr("Compare with"), "muted"), self._pace)
        self._trouble = label("")
        self._said = ElidedLabel()
        self._later = QComboBox()
        self._later.addItem(self.tr("Later: faded"), Later.FADED)
        self._later.addItem(self.tr("Later: hidden"), Later.HIDDEN)
        self._later.setAccessibleName(self.tr("What came later"))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_PATIENCE)
        self.setMinimumWidth(_NARROWEST)
        self._arrange()
        self._connect()
        self.show_stops(Places(()))

    def show_stops(self, stops: Places) -> None:
        """Take the stops of a project; what is looked at stays."""
        self._stops = stops
        with self._showing():
            self.track.show_ruler(stops.ruler)
        for box in (self.as_of, self.against):
            box.show_names(stops.names)
        self.player.set_places(stops.telling)
        for widget in (self._play, self._pace, self.track):
            widget.setEnabled(bool(stops.stops))
        self._follow(self.as_of.text_now, self.against.text_now)

    def show_view(self, as_of: str, against: str, later: Later) -> None:
        """Follow a view; what a person is just moving stays under their hand."""
        with self._showing():
            self._later.setCurrentIndex(self._later.findData(later))
        if self._rest.isActive():
            return
        if as_of != self.as_of.text_now:
            self.player.pause()
        self._follow(as_of, against)

    def show_moments(self, as_of: Moment | None, against: Moment | None) -> None:
        """Put the handles where moments are that only the lineage could find (`main~3`)."""
        with self._showing():
            for moment, box in ((as_of, self.as_of), (against, self.against)):
                if moment is None or moment.text != box.text_now:
                    continue
                place = self._stops.of_moment(moment)
                if box is self.as_of:
                    self.track.setValue(place)
                else:
                    self.track.show_against(place)
        self._say()

    def show_trouble(self, text: str) -> None:
        """Say why what was entered names no moment; the next change takes it away."""
        self.player.pause()
        self._said.set_text(text)
        self._said.show()
        self._trouble.setVisible(bool(text))

    def toggle_playing(self) -> None:
        """Play from here, or from the beginning when this is the end; or pause."""
        if self.player.is_playing:
            self.player.pause()
        else:
            self.player.play(self.track.value())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow strip has no room for."""
        super().resizeEvent(event)
        self._said.setVisible(self.width() >= _NARROWEST + 300)
        for piece in self._spare:
            piece.setVisible(self.width() >= _NARROWEST + 180)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is not seen does not play."""
        super().hideEvent(event)
        self.player.pause()

    def _moved(self, place: int) -> None:
        """Follow the first handle; it counts once it rests."""
        if self._shows:
            return
        self.player.pause()
        self._want(Which.AS_OF, self._stops.text(place))

    def _want(self, which: Which, text: str, *, at_once: bool = False) -> None:
        (self.as_of if which is Which.AS_OF else self.against).show_text(text)
        self._wanted[which] = text
        self._say()
        if at_once:
            self._settle()
        else:
            self._rest.start()

    def _entered(self, which: Which, text: str) -> None:
        self.player.pause()
        self._follow(
            *((text, self.against.text_now) if which is Which.AS_OF else (self.as_of.text_now, text))
        )
        self._want(which, text, at_once=True)

    def _reached(self, place: int) -> None:
        with self._showing():
            self.track.setValue(place)
        self._want(Which.AS_OF, self._stops.text(place), at_once=True)

    def _settle(self) -> None:
        self._rest.stop()
        wanted, self._wanted = self._wanted, {}
        for which, text in wanted.items():
            (self.moment_changed if which is Which.AS_OF else self.against_changed).emit(text)

    def _follow(self, as_of: str, against: str) -> None:
        """Show two moments in boxes and handles; a handle whose place is not known stays."""
        self.as_of.show_text(as_of)
        self.against.show_text(against)
        with self._showing():
            place = self._stops.of(as_of)
            if place is not None:
                self.track.setValue(place)
            place = self._stops.of(against) if against else None
            if place is not None or not against:
                self.track.show_against(place)
        self._say()

    def _say(self) -> None:
        track, now = self.track, self.track.now
        self._trouble.hide()
        self._now.setEnabled(track.value() != now)
        if not now:
            said = self.tr("No versions are known yet.")
        elif track.against is not None:
            names = track.named(track.value()), track.named(track.against)
            said = self.tr("{moment} compared with {other}").format(moment=names[0], other=names[1])
        else:
            said = track.said(track.value()) if track.value() != now else ""
        self._said.set_text(said)

    @contextmanager
    def _showing(self) -> Iterator[None]:
        """What changes in this is no act of a person."""
        before, self._shows = self._shows, True
        try:
            yield
        finally:
            self._shows = before

    def _show_playing(self, playing: bool) -> None:
        self._play.show_icon(
            "pause" if playing else "play",
            self.tr("Pause") if playing else self.tr("Play through history"),
        )

    def _connect(self) -> None:
        self.track.valueChanged.connect(self._moved)
        self.track.against_moved.connect(
            lambda place: self._want(Which.AGAINST, self._stops.text(place) or "now")
        )
        self.as_of.chosen.connect(lambda text: self._entered(Which.AS_OF, text))
        self.against.chosen.connect(lambda text: self._entered(Which.AGAINST, text))
        self.player.reached.connect(self._reached)
        self.player.playing_changed.connect(self._show_playing)
        self._rest.timeout.connect(self._settle)
        self._pace.currentIndexChanged.connect(lambda _index: self.player.set_pace(self._pace.currentData()))
        self._later.currentIndexChanged.connect(
            lambda _index: None if self._shows else self.later_changed.emit(Later(self._later.currentData()))
        )

    def _arrange(self) -> None:
        for box in (self.as_of, self.against):
            box.setMinimumWidth(90)
            box.setMaximumWidth(180)
        self._trouble.setPixmap(self._theme.pixmap("warning", "verdict.warn", 16))
        self._trouble.hide()
        upper = QHBoxLayout()
        upper.setSpacing(6)
        for piece in (self._play, self._pace):
            upper.addWidget(piece)
        upper.addSpacing(6)
        upper.addWidget(self._spare[0])
        upper.addWidget(self.as_of, 2)
        upper.addWidget(self._now)
        upper.addWidget(self._trouble)
        upper.addWidget(self._said, 3)
        upper.addWidget(self._spare[1])
        upper.addWidget(self.against, 2)
        upper.addWidget(self._later)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 2)
        layout.setSpacing(0)
        layout.addLayout(upper)
        layout.addWidget(self.track)
