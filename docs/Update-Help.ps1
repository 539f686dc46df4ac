<#
.SYNOPSIS
Makes the help that Get-Help reads, en-US/, from the pages in docs/en-US/. Run through: build.ps1 -Task Docs
.PARAMETER OutputFolder
Where the help goes; the tests make it elsewhere to compare.
.PARAMETER HelpOnly
Leave the pages as they are.
#>
param(
    [string] $OutputFolder = "$(Split-Path $PSScriptRoot)/en-US",
    [switch] $HelpOnly
)

$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0.1
$pages = "$PSScriptRoot/en-US"
[void] (New-Item -ItemType Directory -Force $OutputFolder)

if (-not $HelpOnly) {
    # Otherwise PlatyPS would find the help of before through Get-Help, and put its words into the pages a second time.
    Remove-Item "$OutputFolder/*-Help.xml" -ErrorAction Ignore
    Import-Module "$(Split-Path $PSScriptRoot)/Stylize.psd1"
    $shared = Import-PowerShellDataFile "$PSScriptRoot/SharedParameters.psd1"
    foreach ($command in Get-Command -Module Stylize -CommandType Cmdlet) {
        $page = "$pages/$($command.Name).md"
        if (Test-Path $page) {
            # The date in the page changes only with the page.
            $before = Get-Content $page -Raw
            Update-MarkdownCommandHelp -Path $page -NoBackup
            $after = (Get-Content $page -Raw) -replace '(?m)^## ALIASES\s+(?=^## )'
            foreach ($parameter in $shared.Keys) { $after = $after.Replace("{{ Fill $parameter Description }}", $shared[$parameter]) }
            Set-Content $page $after -NoNewline
            if (($before -replace '(?m)^ms\.date:.*$') -eq ($after -replace '(?m)^ms\.date:.*$')) { Set-Content $page $before -NoNewline }
        }
        else {
            $made = New-MarkdownCommandHelp -CommandInfo $command -OutputFolder $pages
            $text = Get-Content $made.FullName -Raw
            foreach ($parameter in $shared.Keys) { $text = $text.Replace("{{ Fill $parameter Description }}", $shared[$parameter]) }
            # Cmdlets here have no aliases, and no page elsewhere.
            $text = $text -replace '(?s)## ALIASES.*?(?=## DESCRIPTION)' -replace '- \[Online Version\]\(\)', '{{ Fill in the Links }}'
            Set-Content $page $text.TrimEnd()
            Remove-Item $made.Directory -Recurse
            Write-Host "New page to fill in: $page"
        }
    }
}

# What PlatyPS leaves out or leaves as Markdown: code of examples, default values, names of types and of links as people write them.
function Repair-Maml {
    param([xml] $Maml, $Pages)
    $address = (Import-PowerShellDataFile "$(Split-Path $PSScriptRoot)/Stylize.psd1").PrivateData.PSData.ProjectUri
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

    foreach ($link in $Maml.SelectNodes('//maml:navigationLink', $names)) {
        $uri = $link.SelectSingleNode('maml:uri', $names)
        if (-not $uri.InnerText) { [void] $link.ParentNode.RemoveChild($link) }
        elseif ($uri.InnerText -match '\.md$') { $uri.InnerText = '' }
    }

    # `Get-Help -Online` opens the first link that has an address: the cmdlet's page, with the pictures of the pages that it names.
    foreach ($command in $Maml.SelectNodes('//command:command', $names)) {
        $links = $command.SelectSingleNode('command:relatedLinks', $names) ?? $command.AppendChild($Maml.CreateElement('command', 'relatedLinks', $names.LookupNamespace('command')))
        $link = $Maml.CreateElement('maml', 'navigationLink', $names.LookupNamespace('maml'))
        $text = $link.AppendChild($Maml.CreateElement('maml', 'linkText', $names.LookupNamespace('maml')))
        $text.InnerText = 'Online version:'
        $uri = $link.AppendChild($Maml.CreateElement('maml', 'uri', $names.LookupNamespace('maml')))
        $uri.InnerText = "$address/docs/en-US/$($command.SelectSingleNode('command:details/command:name', $names).InnerText).md"
        [void] $links.PrependChild($link)
    }

    foreach ($value in $Maml.SelectNodes('//command:parameterValue', $names)) {
        $type = $value.InnerText -replace '^System\.Nullable`1\[(.+)\]$', '$1'
        $short = @{ 'System.String' = 'string'; 'System.Int32' = 'int'; 'System.Int64' = 'long'; 'System.Double' = 'double'; 'System.Boolean' = 'bool' }[$type -replace '\[\]$']
        $value.InnerText = $short ? $short + ($type -match '\[\]$' ? '[]' : '') : ($type -replace '^.*\.')
    }

    foreach ($page in $Pages) {
        foreach ($parameter in $page.Parameters | Where-Object DefaultValue) {
            $node = $Maml.SelectSingleNode("//command:command[command:details/command:name='$($page.Title)']/command:parameters/command:parameter[maml:name='$($parameter.Name)']", $names)
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

# An about topic is plain text: headings in capitals, paragraphs wrapped and indented, without the marks of Markdown.
function Format-Paragraph {
    param([string] $Text, [int] $Width = 76)
    $line = ''
    foreach ($word in $Text -split ' ') {
        if ($line -and $line.Length + 1 + $word.Length -gt $Width) { "    $line"; $line = $word }
        else { $line = $line ? "$line $word" : $word }
    }
    "    $line"
}

foreach ($page in Get-Item "$pages/about_*.md") {
    $code = $false
    $lines = foreach ($line in Get-Content $page.FullName) {
        if ($line -match '^```') { $code = -not $code }
        elseif ($code) { "        $line" }
        elseif ($line -match '^#\s+(.*)') { 'TOPIC'; "    $($Matches[1])" }
        elseif ($line -match '^##\s+(.*)') { $Matches[1].ToUpperInvariant() }
        elseif ($line) { Format-Paragraph ($line -replace '\*\*(.+?)\*\*', '$1' -replace '`(.+?)`', '$1' -replace '\[(.+?)\]\(.+?\)', '$1') }
        else { '' }
    }
    Set-Content "$OutputFolder/$($page.BaseName).help.txt" $lines -Encoding utf8NoBOM
}
