{
  "rule": [
    {
      "action": {
        "type": "Delete"
      },
      "condition": {
        "age": {{.days}}
      }
    }
  ]
}
