"""Rows as VK would show them: the lines of a dump."""

from typing import Any

from models import Channel, Comment, Post, Source


def group_document(source: Source) -> dict[str, Any]:
    """A community as VK would show it."""
    return {
        "type": "group",
        "id": -source.owner_id,
        "name": source.name,
        "screen_name": source.screen_name,
    }


def post_document(post: Post) -> dict[str, Any]:
    """A post as VK would show it."""
    return {
        "type": "post",
        "id": post.vk_id,
        "owner_id": post.owner_id,
        "from_id": post.from_id,
        "date": int(post.published_at.timestamp()),
        "text": post.text,
        "comments": {"count": post.vk_count},
        **({"is_pinned": 1} if post.pinned else {}),
        **({"is_deleted": True} if post.deleted_at else {}),
        **_channel(post.channel),
    }


def comment_document(comment: Comment, post_id: int) -> dict[str, Any]:
    """A comment as VK would show it: a deleted one without author and text."""
    shown = {
        "type": "comment",
        "id": comment.vk_id,
        "owner_id": comment.owner_id,
        "post_id": post_id,
        "date": int(comment.published_at.timestamp()),
        "parents_stack": [comment.thread_root] if comment.thread_root else [],
        **({"reply_to_comment": comment.reply_to} if comment.reply_to else {}),
        **({"reply_to_user": comment.reply_to_user} if comment.reply_to_user else {}),
        **_channel(comment.channel),
    }
    if comment.deleted_at is not None:
        return {**shown, "deleted": True}
    return {
        **shown,
        "from_id": comment.from_id or 0,
        "text": comment.text,
        **({"attachments": comment.attachments} if comment.attachments else {}),
        **({} if comment.author_known else {"author_unknown": True}),
    }


def _channel(channel: str) -> dict[str, str]:
    return {"channel": channel} if channel != Channel.WALL else {}
