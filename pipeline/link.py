"""Where a comment can be read on VK."""

from models import Channel


def comment_link(
    channel: str, owner_id: int, post_id: int, comment_id: int, thread_root: int | None
) -> str:
    """The comment's address, made of its numbers alone; a board has a form of its own."""
    if channel == Channel.TOPIC:
        return f"https://vk.com/topic{owner_id}_{post_id}?post={comment_id}"
    thread = f"&thread={thread_root}" if thread_root else ""
    return f"https://vk.com/wall{owner_id}_{post_id}?reply={comment_id}{thread}"
