{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Bucket",
      "Effect": "Allow",
      "Action": [
        "s3:GetBucketLocation",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads"
      ],
      "Resource": {{$.as.json (print "arn:aws:s3:::" .bucket)}}
    },
    {
      "Sid": "Objects",
      "Effect": "Allow",
      "Action": [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:ListMultipartUploadParts",
        "s3:PutObject"
      ],
      "Resource": {{$.as.json (print "arn:aws:s3:::" .bucket "/*")}}
{{if hasPrefix "arn:" .kms_key}}
    },
    {
      "Sid": "Encryption",
      "Effect": "Allow",
      "Action": [
        "kms:Decrypt",
        "kms:GenerateDataKey"
      ],
      "Resource": {{$.as.json .kms_key}}
{{end}}
{{if .upload_role}}
    },
    {
      "Sid": "Upload",
      "Effect": "Allow",
      "Action": "sts:AssumeRole",
      "Resource": {{$.as.json .upload_role}}
{{end}}
    }
  ]
}
