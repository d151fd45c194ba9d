# Proves that the runners build, share their cache between job pods, and deploy. Put it into an empty project of the
# GitLab that the runners belong to.

stages: [build, cache, deploy]

variables:
  GIT_STRATEGY: none
{{range .runners}}

# {{$.as.line .name}}{{if .guessed}}. The values do not say its tags; they are guessed: write those that it has in GitLab.{{end}}
{{$.as.json .build_job}}:
  stage: build
{{template "tags" (dict "as" $.as "tags" .tags)}}
  script:
    - echo "built by $CI_RUNNER_DESCRIPTION in $HOSTNAME"
    - mkdir -p target
    - echo "$CI_PIPELINE_ID" > target/built
    - ls -l target
{{if .cache}}
  cache:
    key: {{$.as.json .cache_key}}
    paths: [target/]
    policy: push

{{$.as.json .cache_job}}:
  stage: cache
{{template "tags" (dict "as" $.as "tags" .tags)}}
  needs: [{{$.as.json .build_job}}]
  script:
    # Another pod: what is here came through the bucket.
    - test "$(cat target/built)" = "$CI_PIPELINE_ID"
    - ls -l target
  cache:
    key: {{$.as.json .cache_key}}
    paths: [target/]
    policy: pull
{{else}}
  artifacts:
    paths: [target/]
    expire_in: 1 hour
{{end}}

{{$.as.json .deploy_job}}:
  stage: deploy
{{template "tags" (dict "as" $.as "tags" .tags)}}
  needs: [{{$.as.json .last_job}}]
  script:
    - test -s target/built
{{if .deploy}}
    # The kubeconfig that the values give to job pods.
{{range .deploy}}
    - {{$.as.json .}}
{{end}}
{{end}}
  environment:
    name: {{$.as.json .environment}}
{{if .cache}}
  cache:
    key: {{$.as.json .cache_key}}
    paths: [target/]
    policy: pull
{{end}}
{{end}}
