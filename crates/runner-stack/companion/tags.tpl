{{if .tags}}
  tags: [{{range $index, $tag := .tags}}{{if $index}}, {{end}}{{$.as.json $tag}}{{end}}]
{{end}}
