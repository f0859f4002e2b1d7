"""What pyproject.toml cannot say: an installed package carries the app's files, as backprop/_app."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
FILES = ["app.py", ".streamlit/config.toml", *(f"pages/{p.name}" for p in HERE.glob("pages/*.py"))]


class BuildWithApp(build_py):
    """Copies app.py, pages/ and Streamlit's settings into the package that is built."""

    def run(self) -> None:
        """Build as usual, then copy; an editable installation has them where they are."""
        super().run()
        if self.editable_mode:
            return
        for name in FILES:
            target = Path(self.build_lib) / "backprop" / "_app" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HERE / name, target)


setup(cmdclass={"build_py": BuildWithApp})
