<#
.SYNOPSIS
Runs the Pester tests against the built module, in this pwsh.
.DESCRIPTION
Tests with the tag All run only if the environment variable STYLIZE_TESTS is `all`, or if they are named.
.PARAMETER Path
Test files to run; all of them by default.
.PARAMETER Name
Wildcards of the full names of tests to run, such as '*brackets*'; all of them by default.
.PARAMETER Part
1 or 2: runs one half of the files. By default all of them run.
.PARAMETER Pester
The module to use: a name or the path of a manifest.
#>
param([string[]] $Path = $PSScriptRoot, [string[]] $Name = @(), [string] $Pester = 'Pester', [int] $Part)

$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
if (-not (Test-Path "$root/module/Stylize.PowerShell.dll")) {
    Write-Host 'The module is not built. Run: dotnet build'
    exit 1
}

Import-Module $Pester -MinimumVersion 5.5
$results = "$root/TestResults"
[void] (New-Item -ItemType Directory -Force $results)

$configuration = New-PesterConfiguration
if ($Part) {
    $files = (Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1 | Sort-Object Name).FullName
    $Path = @($files | Where-Object { $files.IndexOf($_) % 2 -eq $Part - 1 })
}
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = $Name
if ($env:STYLIZE_TESTS -ne 'all' -and -not $Name) { $configuration.Filter.ExcludeTag = 'All' }
$configuration.Output.RenderMode = 'Plaintext'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'NUnitXml'
$configuration.TestResult.OutputPath = "$results/pester$($Part ? $Part : '').xml"
$outcome = Invoke-Pester -Configuration $configuration

# A file that fails to load, or a suite that finds no test, is a failure too.
exit ($outcome.Result -eq 'Passed' -and $outcome.PassedCount -gt 0 ? 0 : 1)
