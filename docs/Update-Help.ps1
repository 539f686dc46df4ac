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

# PlatyPS puts the file into a folder of the module's name.
$scratch = Join-Path ([System.IO.Path]::GetTempPath()) "stylize-help-$PID"
try {
    Get-Item "$pages/*-*.md" | Sort-Object Name | ForEach-Object { Import-MarkdownCommandHelp $_.FullName } | Export-MamlCommandHelp -OutputFolder $scratch | Out-Null
    Get-ChildItem $scratch -Recurse -File | ForEach-Object {
        $text = (Get-Content $_.FullName -Raw) -replace "`r`n", "`n" -replace 'System\.Nullable`1\[([\w.]+)\]', '$1'
        Set-Content "$OutputFolder/$($_.Name)" $text.TrimEnd() -Encoding utf8NoBOM
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
