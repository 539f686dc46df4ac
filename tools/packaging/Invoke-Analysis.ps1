<#
.SYNOPSIS
Runs PSScriptAnalyzer over all scripts and the manifest, and fails if it finds something. Run it with: build.ps1 -Task Analyze
#>
$ErrorActionPreference = 'Stop'
$root = Split-Path (Split-Path $PSScriptRoot)
if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
    Write-Host 'The scripts were not analyzed, because PSScriptAnalyzer is not installed. Install it with: Install-PSResource PSScriptAnalyzer'
    return
}

[void] (Test-ModuleManifest "$root/Stylize.psd1")
$found = git -C $root ls-files '*.ps1' '*.psd1' '*.psm1' | ForEach-Object { Invoke-ScriptAnalyzer -Path "$root/$_" -Settings "$PSScriptRoot/AnalyzerSettings.psd1" }
$found | ForEach-Object { Write-Host "$($_.ScriptName):$($_.Line): $($_.RuleName): $($_.Message)" }
if ($found) { throw "PSScriptAnalyzer found $(@($found).Count) problems." }
