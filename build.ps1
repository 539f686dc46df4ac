<#
.SYNOPSIS
Builds, tests, documents and packs Stylize.
.DESCRIPTION
Build  builds everything and lays out the module in module/, as `dotnet build` does.
Test   runs all tests, as `dotnet test` does.
Docs   makes the help in en-US/ from the pages in docs/en-US/; writes a page to fill in for a cmdlet that has none, and adds new parameters to those that have one.
Pack   makes in artifacts/ all that is published: the module (for all platforms and a slim one for each), the command (archives with the
       runtime, and a .NET tool), the libraries, a bill of materials and SHA256SUMS. Two runs on the same commit give the same bytes.
Analyze   runs PSScriptAnalyzer, where it is installed, over the scripts and the manifest.
.EXAMPLE
./build.ps1 -Task Build, Test
#>
#Requires -Version 7.4
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Analyze', 'Pack')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

foreach ($name in $Task) {
    switch ($name) {
        'Build' { dotnet build "$PSScriptRoot/Stylize.sln" -c $Configuration -nologo -v minimal }
        'Test' { dotnet test "$PSScriptRoot/Stylize.sln" -c $Configuration -nologo }
        'Docs' {
            dotnet build "$PSScriptRoot/Stylize.PowerShell" -c $Configuration -nologo -v quiet
            # A pwsh of its own, so that this one is free to build again.
            & (Get-Process -Id $PID).Path -NoProfile -File "$PSScriptRoot/docs/Update-Help.ps1"
        }
        'Analyze' { & "$PSScriptRoot/tools/packaging/Invoke-Analysis.ps1" }
        'Pack' { & "$PSScriptRoot/tools/packaging/New-Release.ps1" }
    }
}
