"""The network and its progress as pictures (SVG and PNG), by matplotlib, which is an extra."""

from importlib.util import find_spec

from followupd.errors import FollowupdError
from followupd.text.catalog import _

if find_spec("matplotlib") is None:
    raise FollowupdError(_("Pictures need one more part: pip install 'followupd[pictures]'"))
