{
  "Rules": [
    {
      "ID": "expire-cache",
      "Status": "Enabled",
      "Filter": {
        "Prefix": ""
      },
      "Expiration": {
        "Days": {{.days}}
{{if .uploads}}
      },
      "AbortIncompleteMultipartUpload": {
        "DaysAfterInitiation": 1
{{end}}
      }
    }
  ]
}
