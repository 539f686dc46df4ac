<#
.SYNOPSIS
Updates the pages in docs/en-US from the cmdlets, and writes the help that Get-Help reads. Run it with: build.ps1 -Task Docs
.DESCRIPTION
In each page it adds new parameters, removes old ones, sorts the parameters by how often people need them, writes the syntax, and replaces the
texts of shared parameters by those in SharedParameters.psd1, and states the rules between parameters that the engine declares. A second run changes nothing.
.PARAMETER OutputFolder
The folder for the help files.
.PARAMETER HelpOnly
Writes the help files from the pages as they are, without the module.
.PARAMETER ProjectUri
The address of the project, where docs/ is online. Without it, the help contains no links and no sentences that refer to pages outside the package.
#>
param(
    [string] $OutputFolder = "$(Split-Path $PSScriptRoot)/en-US",
    [switch] $HelpOnly,
    [string] $ProjectUri = (Import-PowerShellDataFile "$(Split-Path $PSScriptRoot)/Stylize.psd1").PrivateData.PSData['ProjectUri']
)

$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0.1
$pages = "$PSScriptRoot/en-US"
[void] (New-Item -ItemType Directory -Force $OutputFolder)

# The order of parameters: inputs and how many run at once, the parts of the engine's HelpGroup, and what PowerShell adds. The engine declares the part of each option;
# these are the parameters that it does not declare, and the exceptions, in the order of the help.
$inputNames = 'Path', 'LiteralPath', 'InputObject', 'InputList', 'NullSeparated', 'ThrottleLimit'
$placed = [ordered] @{
    Preset             = 'Common'
    Options            = 'Common'
    DestinationPath    = 'Common'
    Force              = 'Common'
    Update             = 'Common'
    PassThru           = 'Common'
    Like               = 'Method'
    Database           = 'Output'
    DatabaseCredential = 'Output'
    Save               = 'Output'
    Html               = 'Output'
    RelativeTo         = 'Output'
    NoProvenance       = 'Output'
    Show               = 'Output'
    ReportPath         = 'Output'
    List               = 'Batch'
    Estimate           = 'Batch'
    IncludeResults     = 'Batch'
    ChunkFiles         = 'Batch'
    MaxPixels          = 'Batch'
    WhatIf             = 'PowerShell'
    Confirm            = 'PowerShell'
}
$exceptions = 'Update', 'DestinationPath', 'Force', 'Database'
$common = [System.Management.Automation.Cmdlet]::CommonParameters

# The names of a cmdlet's parameters in the order of the help.
function Get-ParameterOrder {
    param([System.Management.Automation.CommandInfo] $Command)
    $declared = $Command.Parameters.Values | Where-Object Name -NotIn $common
    $records = @($declared | ForEach-Object { Get-Declaration $_ } | ForEach-Object { $_.GetType().GetGenericArguments()[0] } | Select-Object -Unique)
    $position = { param($Parameter) ($Parameter.ParameterSets.Values.Position | Measure-Object -Minimum).Minimum }
    $path = $declared | Where-Object Name -EQ 'Path'
    $engine = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Stylize.Engine' } | Select-Object -First 1
    $groups = @($engine.GetType('Stylize.Engine.Operations.Options.HelpGroup').GetEnumNames()) + 'PowerShell'
    $index = 0
    $keyed = foreach ($parameter in $declared) {
        $option = Get-Declaration $parameter
        $isRequired = $parameter.ParameterSets.Values.IsMandatory -contains $true -or (& $position $parameter) -ge 0
        $key = if ($path -and $parameter.Name -in $inputNames) { 0, ($path ? (& $position $path) : 0), $inputNames.IndexOf($parameter.Name) }
        elseif ($isRequired) { $at = & $position $parameter; 0, ($at -ge 0 ? $at : 99), 9 }
        elseif ($option -and $parameter.Name -notin $exceptions) {
            $record = $option.GetType().GetGenericArguments()[0]
            $all = @($engine.GetType('Stylize.Engine.Operations.Options.OptionSet')::ForRecord($record).All.Name)
            (1 + $groups.IndexOf("$($option.Declaration.Declared.Group)")), $records.IndexOf($record), $all.IndexOf($option.Declaration.Name)
        }
        else {
            $group = $placed[$parameter.Name] ?? 'Method'
            # In a part, after the options of the engine.
            (1 + $groups.IndexOf($group)), 99, ($placed.Contains($parameter.Name) ? @($placed.Keys).IndexOf($parameter.Name) : -99 + $index)
        }
        [pscustomobject] @{ Name = $parameter.Name; Part = $key[0]; Record = $key[1]; At = $key[2]; Index = $index++ }
    }
    $keyed | Sort-Object Part, Record, At, Index | ForEach-Object Name
}

# How the engine declares a parameter; nothing if it does not.
function Get-Declaration {
    param($Parameter)
    $Parameter.Attributes | Where-Object { $_.GetType().GetInterface('Stylize.PowerShell.Options.IOptionOf') }
}

# A paragraph with the rules between a declared parameter and others; "" without rules.
function Get-RuleText {
    param($Option)
    $rules = @($Option ? $Option.Declaration.Rules : @())
    $words = $rules.Count ? $rules[0].GetType()::Describe($Option.Declaration.Rules, [Func[string, string]] { param($value) $value }) : ''
    $words ? "`n`nRules: $($words -replace '\{(\w+)\}', '`-$1`')." : ''
}

# A section of a page with the aliases of the parameter, and with its default if the page has none.
function Set-Declaration {
    param([string] $Section, $Parameter, $Option)
    $aliases = $Parameter.Aliases.Count ? ($Parameter.Aliases | ForEach-Object { "`n- $_" }) -join '' : ' []'
    $default = $Option ? $Option.Declaration.DefaultText([Func[Enum, string]] { param($value) "$value" }) : $null
    $default = $default -replace '\{(\w+)\}', '-$1'
    if ($default) { $Section = $Section -replace "(?m)^DefaultValue: ''$", "DefaultValue: $($default -match '^[\w.]+$' ? $default : "'$($default.Replace("'", "''"))'")".Replace('$', '$$') }
    $Section -replace '(?m)^Aliases:(?: \[\])?(?:\n- [^\n]*)*$', "Aliases:$aliases"
}

# The type of a value that PowerShell sees as text, such as a name of an enum or a time; nothing for other parameters.
function Get-ValueType {
    param($Parameter)
    $option = $Parameter ? (Get-Declaration $Parameter).Declaration : $null
    if ("$($option.Kind)" -in 'Choice', 'Duration', 'Integer' -and $Parameter.ParameterType -eq [string]) { $option.ValueType }
}

function Get-TypeText {
    param($Parameter)
    $type = (Get-ValueType $Parameter) ?? $Parameter.ParameterType
    $element = $Type.IsArray ? $Type.GetElementType() : [Nullable]::GetUnderlyingType($Type) ?? $Type
    $short = @{ String = 'string'; Int32 = 'int'; Int64 = 'long'; Double = 'double'; Single = 'float'; Boolean = 'bool'; TimeSpan = 'timespan'; PSObject = 'psobject'; PSCredential = 'pscredential' }
    ($short[$element.Name] ?? $element.Name) + ($Type.IsArray ? '[]' : '')
}

# The syntax of the parameter sets.
function Format-Syntax {
    param([System.Management.Automation.CommandInfo] $Command, [string[]] $Order)
    $sets = @($Command.ParameterSets | Sort-Object -Stable { -not $_.IsDefault }, { $inputNames.IndexOf($_.Name) })
    foreach ($set in $sets) {
        $parameters = @($set.Parameters | Where-Object Name -NotIn $common |
            Sort-Object -Stable { $_.Position -ge 0 ? $_.Position : 99 }, { -not $_.IsMandatory }, { $Order.IndexOf($_.Name) })
        $words = @(foreach ($parameter in $parameters) {
            $name = $parameter.Position -ge 0 ? "[-$($parameter.Name)]" : "-$($parameter.Name)"
            $text = $parameter.ParameterType -eq [switch] ? $name : "$name <$(Get-TypeText $parameter)>"
            $parameter.IsMandatory ? $text : "[$text]"
        }) + '[<CommonParameters>]'
        if ($sets.Count -gt 1) { "### $($set.Name)$($set.IsDefault ? ' (Default)' : '')"; '' } else { '### __AllParameterSets'; '' }
        '```'
        $line = $Command.Name
        foreach ($word in $words) {
            if ($line.Length + 1 + $word.Length -gt 100) { $line; $line = '' }
            $line += " $word"
        }
        $line
        '```'
        ''
    }
}

# Text with its paragraphs and list items wrapped; code, tables and headings stay as they are.
function Format-Markdown {
    param([string] $Text, [int] $Width = 120)
    $words = @()
    $indent = ''
    $fence = ''
    $flush = {
        $line = ''
        foreach ($word in $words) {
            if ($line -and $line.Length + 1 + $word.Length -gt $Width) { $line; $line = $indent }
            $line += ($line.Trim() ? ' ' : '') + $word
        }
        if ($line) { $line }
    }
    foreach ($line in $Text -split '\n') {
        if ($fence) {
            $line
            if ($line -match $fence) { $fence = '' }
            continue
        }
        if ($line -match '^(\s*([-*] |\d+\. )|\s*$|#|\||```|---$|[<>])') {
            & $flush
            $words = @()
            $indent = ''
        }
        if ($line -match '^(```|---$)') { $fence = $line -eq '---' ? '^---$' : '^```\s*$'; $line }
        elseif ($line -match '^(\s*$|#|\||[<>])' -or (-not $words -and $line.StartsWith('    '))) { $line }
        else {
            # Items of nested lists keep their indentation.
            if ($line -match '^(\s*)([-*] |\d+\. )') {
                $indent = ' ' * ($Matches[1].Length + $Matches[2].Length)
                $first = $Matches[1]
            }
            else { $first = '' }
            # A word that would begin a list, heading or quotation at the start of a line stays with the word before it.
            foreach ($word in $line -split '\s+' -ne '') {
                if ($words -and $word -match '^([-+*>|]|#+|\d+[.)])$') { $words[-1] += " $word" }
                elseif ($words) { $words += $word }
                else { $words = @("$first$word") }
            }
        }
    }
    & $flush
}

# The parameter sets of a parameter that has a value for each input. One of them binds properties.
$ofAllSets = '(?s)(ParameterSets:\n)(?:- Name: (?:Path|LiteralPath|InputList|InputObject)\n(?=((?:  [^\n]+\n)+?  ValueFromPipelineByPropertyName: )(?:true|false)(\n  ValueFromRemainingArguments: false\n))(?:  [^\n]+\n)+){4}'

# A page with its parameters in the given order, the syntax and the shared texts.
function Update-Page {
    param([string] $Text, [System.Management.Automation.CommandInfo] $Command, $Shared)
    $order = @(Get-ParameterOrder $Command)
    $parts = [regex]::Match($Text, '(?s)^(?<Head>.*?\n## PARAMETERS\n\n)(?<Parameters>.*?)(?<Tail>(### CommonParameters\n|## INPUTS\n).*)$')
    $sections = @{}
    foreach ($section in [regex]::Matches($parts.Groups['Parameters'].Value, '(?ms)^### -(?<Name>\w+)\n.*?(?=^### |\z)')) {
        $name = $section.Groups['Name'].Value
        $sections[$name] = $section.Value.TrimEnd()
        $description = $Shared.Variants[$Command.Name]?[$name] ?? ($Command.Name -in $Shared.OwnTexts[$name] ? $null : $Shared[$name])
        if ($description) {
            $sections[$name] = $sections[$name] -replace '(?s)^(### -\w+\n\n).*?(\n\n```yaml)', "`$1$($description.Replace('$', '$$'))`$2"
        }

        $option = $Command.Parameters[$name] ? (Get-Declaration $Command.Parameters[$name]) : $null
        $valueType = Get-ValueType $Command.Parameters[$name]
        if ($sections[$name]) { $sections[$name] = Set-Declaration $sections[$name] $Command.Parameters[$name] $option }
        $sections[$name] = $sections[$name] -replace '\n\nRules: [^\n]*(\n[^\n]+)*(?=\n\n```yaml)' `
            -replace '(?=\n\n```yaml)', (Get-RuleText $option) -replace $ofAllSets, "`$1- Name: (All)`n`$2true`$3" -replace '(?<=\nType: )System\.String(?=\n)', ($valueType ? $valueType.FullName : '$0')
    }
    $sorted = foreach ($name in $order) { $sections[$name]; '' }
    $syntax = (Format-Syntax $Command $order) -join "`n"
    $head = $parts.Groups['Head'].Value -replace '(?s)(?<=\n## SYNTAX\n\n).*?(?=\n## )', $syntax.Replace('$', '$$')
    $whole = $parts.Success ? $head + ($sorted -join "`n") + "`n" + $parts.Groups['Tail'].Value : $Text
    (Format-Markdown $whole.TrimEnd()) -join "`n" -replace '\z', "`n"
}

if (-not $HelpOnly) {
    # PlatyPS would find the earlier help through Get-Help and insert its text into the pages a second time.
    Remove-Item "$OutputFolder/*-Help.xml" -ErrorAction Ignore
    Import-Module "$(Split-Path $PSScriptRoot)/Stylize.psd1"
    $shared = Import-PowerShellDataFile "$PSScriptRoot/SharedParameters.psd1"
    foreach ($page in Get-Item "$pages/about_*.md") { Set-Content $page ((Format-Markdown (Get-Content $page -Raw).TrimEnd()) -join "`n") }
    foreach ($command in Get-Command -Module Stylize -CommandType Cmdlet) {
        $page = "$pages/$($command.Name).md"
        if (Test-Path $page) {
            # The date in the page changes only with the page.
            $before = Get-Content $page -Raw
            Update-MarkdownCommandHelp -Path $page -NoBackup
            $after = Update-Page ((Get-Content $page -Raw) -replace '(?m)^## ALIASES\s+(?=^## )') $command $shared
            Set-Content $page $after -NoNewline
            if (($before -replace '(?m)^ms\.date:.*$') -eq ($after -replace '(?m)^ms\.date:.*$')) { Set-Content $page $before -NoNewline }
        }
        else {
            $created = New-MarkdownCommandHelp -CommandInfo $command -OutputFolder $pages
            # The cmdlets have no aliases, and no other page.
            $text = (Get-Content $created.FullName -Raw) -replace '(?s)## ALIASES.*?(?=## DESCRIPTION)' -replace '- \[Online Version\]\(\)', '{{ Fill in the Links }}'
            Set-Content $page (Update-Page $text $command $shared) -NoNewline
            Remove-Item $created.Directory -Recurse
            Write-Host "New page to fill in: $page"
        }
    }
}

# Text of a page without the marks of Markdown. A link to a page outside the package becomes its address; without a project address, the sentence
# is left out.
function ConvertTo-PlainText {
    param([string] $Text)
    $isElsewhere = '\]\((?!https?:)(?![\w-]+\.md\b)|\bdocs/[\w/-]+\.md\b'
    $paragraphs = foreach ($paragraph in $Text -split '\n\n+') {
        $paragraph = $paragraph.Trim() -replace '\n(?!\s*([-*] |\d+\. |\|))\s*', ' '
        # Sentences, each with the space behind it.
        $kept = $ProjectUri ? $paragraph : (([regex]::Matches($paragraph, '(?s).+?(?:(?<=[.!?])\s+(?=[A-Z\[`"''-]|docs/)|\z)').Value | Where-Object { $_ -notmatch $isElsewhere }) -join '').Trim()
        $kept -replace '\[([^]]+)\]\(\.\./\.\./([^)]+)\)', "`$1 ($ProjectUri/`$2)" `
            -replace '\[([^]]+)\]\(\.\./([^)]+)\)', "`$1 ($ProjectUri/docs/`$2)" -replace '(?<![\w/])docs/([\w/-]+\.md)', "$ProjectUri/docs/`$1" `
            -replace '\[([^]]+)\]\([\w-]+\.md[^)]*\)', '$1' -replace '\[([^]]+)\]\((https?:[^)]+)\)', '$1 ($2)' -replace '\*\*(.+?)\*\*', '$1' -replace '`([^`]+)`', '$1'
    }
    ($paragraphs | Where-Object { $_ }) -join "`n`n"
}

# What PlatyPS leaves out or leaves as Markdown: the order of parameters, code of examples, default values, short names of types, links.
function Repair-Maml {
    param([xml] $Maml, $Help)
    $names = [System.Xml.XmlNamespaceManager]::new($Maml.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')

    foreach ($example in $Maml.SelectNodes('//command:example', $names)) {
        $introduction = $example.SelectSingleNode('maml:introduction', $names)
        $remarks = $example.SelectSingleNode('dev:remarks', $names)
        $code = foreach ($paragraph in @($introduction.ChildNodes)) {
            [void] $introduction.RemoveChild($paragraph)
            if ($paragraph.InnerText -match '(?s)^```\w*\s*\n(.*?)\n?```$') { $Matches[1] }
            elseif ($paragraph.InnerText -match '\w') { [void] $remarks.AppendChild($paragraph) }
        }
        $example.SelectSingleNode('dev:code', $names).InnerText = $code -join "`n`n"
    }

    foreach ($paragraph in @($Maml.SelectNodes('//maml:para', $names))) {
        $text = ConvertTo-PlainText $paragraph.InnerText
        if ($text) { $paragraph.InnerText = $text } elseif ($paragraph.InnerText) { [void] $paragraph.ParentNode.RemoveChild($paragraph) }
    }

    foreach ($notes in @($Maml.SelectNodes('//maml:alertSet[not(.//maml:para)]', $names))) { [void] $notes.ParentNode.RemoveChild($notes) }

    foreach ($link in @($Maml.SelectNodes('//maml:navigationLink', $names))) {
        $uri = $link.SelectSingleNode('maml:uri', $names)
        $isInPackage = $uri.InnerText -match '^[\w-]+\.md$'
        if ($isInPackage) { $uri.InnerText = '' }
        elseif ($ProjectUri -and $uri.InnerText -match '^\.\./(.+\.md.*)$') { $uri.InnerText = "$ProjectUri/docs/$($Matches[1])" }
        elseif ($uri.InnerText -notmatch '^https?:') { [void] $link.ParentNode.RemoveChild($link) }
    }

    # `Get-Help -Online` opens the first link that has an address.
    foreach ($command in $ProjectUri ? $Maml.SelectNodes('//command:command', $names) : @()) {
        $links = $command.SelectSingleNode('command:relatedLinks', $names) ?? $command.AppendChild($Maml.CreateElement('command', 'relatedLinks', $names.LookupNamespace('command')))
        $link = $Maml.CreateElement('maml', 'navigationLink', $names.LookupNamespace('maml'))
        $text = $link.AppendChild($Maml.CreateElement('maml', 'linkText', $names.LookupNamespace('maml')))
        $text.InnerText = 'Online version:'
        $uri = $link.AppendChild($Maml.CreateElement('maml', 'uri', $names.LookupNamespace('maml')))
        $uri.InnerText = "$ProjectUri/docs/en-US/$($command.SelectSingleNode('command:details/command:name', $names).InnerText).md"
        [void] $links.PrependChild($link)
    }

    foreach ($value in $Maml.SelectNodes('//command:parameterValue', $names)) {
        $type = $value.InnerText -replace '^System\.Nullable`1\[(.+)\]$', '$1'
        $short = @{ 'System.String' = 'string'; 'System.Int32' = 'int'; 'System.Int64' = 'long'; 'System.Double' = 'double'; 'System.Boolean' = 'bool' }[$type -replace '\[\]$']
        $value.InnerText = $short ? $short + ($type -match '\[\]$' ? '[]' : '') : ($type -replace '^.*\.')
    }

    foreach ($page in $Help) {
        $command = $Maml.SelectSingleNode("//command:command[command:details/command:name='$($page.Title)']", $names)
        $source = Get-Content "$pages/$($page.Title).md" -Raw
        $parameters = $command.SelectSingleNode('command:parameters', $names)
        foreach ($heading in [regex]::Matches($source, '(?m)^### -(\w+)')) {
            $node = $parameters.SelectSingleNode("command:parameter[maml:name='$($heading.Groups[1].Value)']", $names)
            [void] $parameters.AppendChild($node)
        }
        foreach ($parameter in $page.Parameters) {
            $aliases = $parameter.Aliases ? $parameter.Aliases -join ', ' : 'none'
            foreach ($node in $command.SelectNodes(".//command:parameter[maml:name='$($parameter.Name)']", $names)) { $node.SetAttribute('aliases', $aliases) }
        }
        foreach ($parameter in $page.Parameters | Where-Object DefaultValue) {
            $node = $parameters.SelectSingleNode("command:parameter[maml:name='$($parameter.Name)']", $names)
            $default = $Maml.CreateElement('dev', 'defaultValue', $names.LookupNamespace('dev'))
            $default.InnerText = $parameter.DefaultValue
            [void] $node.AppendChild($default)
        }
    }
}

# PlatyPS puts the file into a folder of the module's name.
$scratch = Join-Path ([System.IO.Path]::GetTempPath()) "stylize-help-$PID"
try {
    $help = Get-Item "$pages/*-*.md" | Sort-Object Name | ForEach-Object { Import-MarkdownCommandHelp $_.FullName }
    $help | Export-MamlCommandHelp -OutputFolder $scratch | Out-Null
    foreach ($file in Get-ChildItem $scratch -Recurse -File) {
        $maml = [xml]::new()
        $maml.Load($file.FullName)
        Repair-Maml $maml $help
        $settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [System.Text.UTF8Encoding]::new($false) }
        $writer = [System.Xml.XmlWriter]::Create("$OutputFolder/$($file.Name)", $settings)
        $maml.Save($writer)
        $writer.Dispose()
        [System.IO.File]::AppendAllText("$OutputFolder/$($file.Name)", "`n")
    }
}
finally {
    Remove-Item $scratch -Recurse -Force -ErrorAction Ignore
}

# An about topic is plain text: headings in capitals, paragraphs wrapped and indented.
function Format-Paragraph {
    param([string] $Text, [int] $Width = 80, [string] $Indent = '    ')
    $line = ''
    $start = $Indent
    foreach ($word in $Text -split ' ') {
        if ($line -and $start.Length + $line.Length + 1 + $word.Length -gt $Width) { "$start$line"; $line = $word; $start = $Text.StartsWith('- ') ? "$Indent  " : $Indent }
        else { $line = $line ? "$line $word" : $word }
    }
    "$start$line"
}

# A line of code that is too long for a terminal continues after a | or before a parameter.
function Split-Code {
    param([string] $Line, [int] $Width = 72)
    while ($Line.Length -gt $Width) {
        $pipe = $Line.LastIndexOf(' | ', $Width - 3)
        $at = $pipe -ge 0 ? $pipe + 2 : $Line.LastIndexOf(' -', $Width - 2)
        if ($at -le 4) { break }
        $Line.Substring(0, $at) + ($pipe -ge 0 ? '' : ' `')
        $Line = '    ' + $Line.Substring($at + 1)
    }
    $Line
}

foreach ($page in Get-Item "$pages/about_*.md") {
    $lines = foreach ($block in [regex]::Matches((Get-Content $page.FullName -Raw), '(?ms)^```.*?^```$|^#[^\n]*$|^\|[^\n]*$|^- (?:(?!^- |^\s*$).)*|^\S(?:(?!^```|^- |^\s*$).)*|^\s*$')) {
        $block = $block.Value.TrimEnd()
        if ($block -match '(?s)^```\w*\n(.*)\n```$') { $Matches[1] -split '\n' | ForEach-Object { Split-Code $_ } | ForEach-Object { "        $_".TrimEnd() } }
        elseif ($block -match '^#\s+(.*)') { 'TOPIC'; "    $($Matches[1])" }
        elseif ($block -match '^#+\s+(.*)') { $Matches[1].ToUpperInvariant() }
        elseif ($block.StartsWith('|')) { "    $($block -replace '`')" }
        elseif ($block) { $plain = ConvertTo-PlainText ($block -replace '\n\s*', ' '); if ($plain) { Format-Paragraph $plain } }
        else { '' }
    }
    # No two blank lines, where a sentence or a paragraph was left out.
    # Get-Help takes the line after SHORT DESCRIPTION for the synopsis.
    $text = (($lines -join "`n") -replace '\n{3,}', "`n`n" -replace '(?m)^(SHORT DESCRIPTION)\n\n', "`$1`n").Trim() + "`n"
    Set-Content "$OutputFolder/$($page.BaseName).help.txt" $text -Encoding utf8NoBOM -NoNewline
}
