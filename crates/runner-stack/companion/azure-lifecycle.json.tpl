{
  "rules": [
    {
      "enabled": true,
      "name": "expire-cache",
      "type": "Lifecycle",
      "definition": {
        "filters": {
          "blobTypes": [
            "blockBlob"
          ],
          "prefixMatch": [
            {{$.as.json (print .container "/")}}
          ]
        },
        "actions": {
          "baseBlob": {
            "delete": {
              "daysAfterModificationGreaterThan": {{.days}}
            }
          }
        }
      }
    }
  ]
}
