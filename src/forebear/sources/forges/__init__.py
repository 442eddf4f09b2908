"""GitHub and GitLab: what messages of commits say of merge requests, and servers of approvals."""
