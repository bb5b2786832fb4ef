"""Where figures come from, under what terms, and how they are kept."""
