"""What was compiled goes as soon as any file of the engine is newer."""

import os

from theseus.plan.orienteering.cache import forget_stale


def test_only_what_is_older_than_the_newest_source_goes(tmp_path):
    kept, gone = (tmp_path / "__pycache__" / name for name in ("a.nbi", "b.nbc"))
    kept.parent.mkdir()
    for path, at in ((tmp_path / "one.py", 100), (tmp_path / "two.py", 200), (kept, 300), (gone, 150)):
        path.write_text("")
        os.utime(path, (at, at))
    forget_stale(tmp_path)
    assert kept.exists()
    assert not gone.exists()
