// 引擎所报告内容的简体中文说法，按规则：问题是什么，该怎么办。

import type { FindingWords } from "./match.ts";

export const rules: FindingWords["rules"] = {
  // 文件
  "empty-file": { title: "文件没有内容", advice: "请写入配置值、config.toml 或清单" },
  "not-utf-8": { title: "文件不是 UTF-8 编码", advice: "请将文件另存为 UTF-8" },
  "too-large": { title: "文件过大，未读取", advice: "请确认它是配置值、config.toml 或清单" },
  "unknown-kind": {
    title: "无法识别此文件：既不是配置值，也不是 config.toml 或 Kubernetes 清单",
    advice: "配置值含有 gitlabUrl、config 等键；清单含有 apiVersion 和 kind；config.toml 的文件名以 .toml 结尾",
  },
  "invalid-yaml": { title: "YAML 语法错误", advice: "请检查此处的缩进、引号和冒号" },
  "invalid-toml": { title: "TOML 语法错误", advice: "请检查此处的引号、等号和方括号" },
  "invalid-values": { title: "这不是可用的配置值", advice: "配置值应为单个 YAML 文档，顶层为键值映射" },
  "cannot-render": { title: "Chart 无法用这些配置值渲染", advice: "请补上所缺的内容" },

  // 键与值
  "unknown-key": { title: "未知的键", advice: "请检查拼写及所在层级；GitLab Runner 会悄悄忽略未知的键" },
  "duplicate-key": { title: "同一个键写了两次", advice: "只保留其中一个" },
  "duplicate-table": { title: "同一个表定义了两次或方式不一致", advice: "合并为一处" },
  "missing-key": { title: "缺少必需的键", advice: "请补上该键" },
  "wrong-type": { title: "值的类型不对", advice: "请改为所要求的类型" },
  "wrong-format": { title: "值的格式不对", advice: "请改为所要求的格式" },
  "not-allowed": { title: "此处不允许该值", advice: "请使用所列出的值之一" },
  "out-of-range": { title: "数值超出范围", advice: "请改为范围内的数值" },
  "deprecated-key": { title: "此键已弃用", advice: "请改用新的键" },
  "removed-key": { title: "GitLab Runner 已不再读取此键", advice: "请改用新的键，或删除此行" },
  "ineffective-key": { title: "此键在这里不起作用", advice: "请删除" },
  "key-spelling": { title: "键的大小写与 GitLab 文档不一致", advice: "请按文档书写" },
  "bare-duration": { title: "没有单位的数字按纳秒计算", advice: '请加上单位，例如 "30s"' },
  "not-in-version": { title: "所用的 GitLab Runner 版本尚不支持此键", advice: "请删除此键，或使用更新的版本" },

  // 彼此矛盾的设置
  "pull-policy": { title: "镜像拉取策略不在允许之列", advice: "请使 pull_policy 与 allowed_pull_policies 一致" },
  "resource-order": { title: "资源的请求、上限或可覆盖的最大值次序不对", advice: "请调低前者，或调高后者" },
  "overwrite-pattern": { title: "作业可覆盖的范围过宽", advice: "请写出首尾锚定的正则表达式" },
  concurrency: { title: "并发设置互不相符", advice: "请调整 concurrent、limit 或 request_concurrency" },
  "long-polling": { title: "每次只请求一个作业，可能因长轮询而等待", advice: "请将 request_concurrency 设为 2 到 4" },
  "cache-settings": { title: "缓存设置不完整，缓存无法使用", advice: "请补全缓存类型及对应的表" },
  "secret-not-mounted": { title: "卷或其中的文件没有挂载", advice: "请添加挂载，或更正名称" },
  "volume-conflict": { title: "卷的名称或挂载路径冲突", advice: "请为每个卷使用各自的名称和路径" },
  "namespace-rbac": { title: "管理进程的账号缺少作业所需的权限", advice: "请在该命名空间中添加 Role 和 RoleBinding" },
  "invalid-label": { title: "标签的名称或值无效，GitLab Runner 不会载入该文件", advice: "请按规定的字符和长度书写" },
  "pod-spec-ignored": { title: "pod_spec 不会生效", advice: "请启用相应的功能开关，并只写 patch 或 patch_path 之一" },
  "privilege-conflict": {
    title: "特权容器总是允许提权，两项设置矛盾",
    advice: "请删除 privileged 或 allow_privilege_escalation",
  },
  "helper-architecture": {
    title: "imageRegistry 之后的 helper 镜像可能不适合作业所在的机器",
    advice: "请在 nodeSelector 或该 Runner 的 node_selector 中写明 kubernetes.io/arch",
  },

  // 安全
  "plain-secret": { title: "凭据以明文出现", advice: "请放入 Secret，在此仅引用其名称" },
  "privileged-jobs": {
    title: "作业在特权容器中运行，可以控制所在节点",
    advice: "构建镜像可用免 root 的 BuildKit、Buildah 或 kaniko",
  },
  "runtime-socket": { title: "容器运行时的套接字或节点目录暴露给了作业", advice: "请删除该卷" },
  "wildcard-rbac": { title: "权限规则使用了通配符", advice: "请写出所需的权限；rbac.rules 为空时由 Chart 计算" },
  "kubeconfig-in-jobs": { title: "作业可以读取 kubeconfig", advice: "请为部署作业设置单独的 Runner" },
  "manager-account-in-jobs": {
    title: "作业 Pod 使用管理进程的服务账号运行",
    advice: "请为作业设置单独的服务账号",
  },
  "tls-off": { title: "没有使用 TLS，或关闭了证书校验", advice: "请使用 https；私有 CA 可用 ca 指定" },
  "mutable-image-tag": { title: "镜像标签所指的内容会变化", advice: "请写明版本或摘要" },
  "pod-security": { title: "Pod 未达到更严格的 Pod 安全级别", advice: "请参照原文所列的设置" },

  // 启动与脚本
  "registration-token": {
    title: "注册令牌已弃用，且每次启动都会注册一个新的 Runner",
    advice: "请在 GitLab 中创建 Runner，并使用以 glrt- 开头的令牌",
  },
  "post-start-race": {
    title: "postStart 与 Runner 同时启动，先后不定",
    advice: "请在 Runner 启动之前写好 config.toml",
  },
  "invalid-shebang": { title: "脚本首行不是有效的 shebang", advice: "首行请写成 #!解释器路径" },

  // 导入
  comments: { title: "注释未能全部保留", advice: "需要时请手动补上" },
  contradiction: { title: "输入自相矛盾，取其一", advice: "请确认所取的值" },
  "ignored-key": { title: "此键没有作用，已略去", advice: "若确有用意，请写在 config 之下" },
  "invalid-template": { title: "清单中的模板无法读取", advice: "请更正该模板" },
  kept: { title: "此对象原样保留在 extraObjects 中", advice: "无需处理" },
  "kept-text": { title: "此文本原样保留", advice: "写成 config.runners 后即可逐键检查" },
  "least-privilege": { title: "权限缩减为配置所需的最小范围", advice: "如有其他用途，请写入 rbac.extraRules" },
  "left-out": { title: "此内容未导入", advice: "如有需要，请手动补上" },
  "missing-token": { title: "某个 Runner 没有令牌", advice: "请在 config.runners 的相应条目中设置 token 或 tokenFrom" },
  "mixed-input": { title: "输入中混有不同种类的文件", advice: "请分开导入" },
  moved: { title: "此设置移到了别处", advice: "无需处理" },
  "no-place": { title: "Chart 中没有与此对应的设置", advice: "请确认是否仍然需要" },
  "no-runner": { title: "输入中没有描述任何 Runner", advice: "请一并给出含有 config.toml 的清单" },
  "other-key": { title: "Secret 中的键名与 Chart 所用的不同", advice: "请在 Secret 中补上该键，或使用认证令牌" },
  "other-kind": { title: "工作负载的种类有变", advice: "请先删除原有对象，再安装" },
  part: { title: "只导入了文件中的配置值", advice: "其余部分请自行处理" },
  "plain-credential": { title: "凭据以明文出现", advice: "能读取 ConfigMap 的人都看得到它，请更换" },
  replaced: { title: "此内容由 Chart 自带的内容代替", advice: "无需处理" },
  "script-left-out": { title: "脚本中的内容未导入", advice: "如有需要，请写入 preEntrypointScript 或 config" },
  "secret-in-values": {
    title: "extraObjects 中含有 Secret",
    advice: "请在 Release 之外创建该 Secret，并从 extraObjects 中删除",
  },
  "shared-token": { title: "多个 Runner 共用一个令牌", advice: "请在 GitLab 中为每个 Runner 创建各自的令牌" },
  "unknown-variable": { title: "变量的值未知", advice: "请给出设置它的文件，或手动填写" },
  unquoted: { title: "此值现在不带引号", advice: "无需处理" },
};
