//! Charts of any size: as many Deployments with Services as wanted, each a template and values of its own.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

const PARTIALS: &str = r#"{{- define "bench.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 }}
{{- end -}}
"#;

const TEMPLATE: &str = r#"{{- $app := index .Values.apps "APP" }}
{{- if $app.enabled }}
{{- $labels := include "bench.labels" (dict "name" "APP" "root" $) }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ printf "%s-APP" .Release.Name | trunc 63 | trimSuffix "-" }}
  labels: {{- $labels | nindent 4 }}
spec:
  replicas: {{ $app.replicas | default 1 }}
  selector:
    matchLabels: {{- $labels | nindent 6 }}
  template:
    metadata:
      labels: {{- $labels | nindent 8 }}
      annotations:
        checksum: {{ toYaml $app | sha256sum }}
    spec:
      containers:
      - name: app
        image: "{{ $app.image.repository }}:{{ $app.image.tag | default .Chart.AppVersion }}"
        {{- with $app.resources }}
        resources: {{- toYaml . | nindent 10 }}
        {{- end }}
        env:
        {{- range $name, $value := $app.env }}
        - name: {{ $name }}
          value: {{ tpl $value $ | quote }}
        {{- end }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-APP
  labels: {{- $labels | nindent 4 }}
spec:
  selector: {{- $labels | nindent 4 }}
  ports:
  {{- range $app.ports }}
  - port: {{ .port }}
    targetPort: {{ .target | default .port }}
  {{- end }}
{{- end }}
"#;

const VALUES: &str = r#"  APP:
    enabled: true
    replicas: 2
    image: {repository: registry.example.com/APP, tag: "1.2.3"}
    resources:
      limits: {cpu: 500m, memory: 128Mi}
      requests: {cpu: 100m, memory: 64Mi}
    env:
      MODE: production
      ADDRESS: "{{ .Release.Name }}.{{ .Release.Namespace }}.svc"
    ports:
    - {port: 80, target: 8080}
    - {port: 9090}
"#;

/// Writes the chart anew.
pub(super) fn write(folder: &Path, templates: usize) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder.join("templates"))?;
    fs::write(
        folder.join("Chart.yaml"),
        "apiVersion: v2\nname: bench\nversion: 0.1.0\nappVersion: \"1.0\"\n",
    )?;
    fs::write(folder.join("templates/_labels.tpl"), PARTIALS)?;
    let mut values = String::from("apps:\n");
    for number in 0..templates {
        let app = format!("app-{number:04}");
        let _ = write!(values, "{}", VALUES.replace("APP", &app));
        fs::write(folder.join(format!("templates/{app}.yaml")), TEMPLATE.replace("APP", &app))?;
    }
    fs::write(folder.join("values.yaml"), values)
}
