/** The interface in English: the list of keys. */
export const en = {
  "app.name": "runner-stack",
  "app.tagline": "GitLab Runner on Kubernetes, from one values file",
} as const satisfies Record<string, string>;
