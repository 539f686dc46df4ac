<#
.SYNOPSIS
Builds, tests, documents and packs Stylize.
.DESCRIPTION
Build     builds everything and lays out the module in module/, as `dotnet build` does.
Test      runs all tests, as `dotnet test` does.
Docs      generates the help in en-US/ from the pages in docs/en-US/. Adds new parameters to the pages, and writes a page with blanks for a new cmdlet.
Pack      creates everything that is published in artifacts/: the native command for this system, the module (for all platforms, and a slim one per
          platform), the .NET tool, the libraries, the npm package of the web component, a bill of materials and SHA256SUMS. Two runs on the same
          commit give the same bytes.
PackCommand  creates only the packages of the native command and of libgaussianimage for this system.
Analyze   runs PSScriptAnalyzer, if it is installed, over the scripts and the manifest.
.PARAMETER ProjectUri
Pack: address of the project, for manifests, `Get-Help -Online` and links in readmes. Without it, packages contain no addresses.
.PARAMETER LicenseUri
Pack: address of the license.
.PARAMETER HelpInfoUri
Pack: address of updatable help.
.PARAMETER IconUri
Pack: address of the packages' icon.
.EXAMPLE
./build.ps1 -Task Build, Test
.EXAMPLE
./build.ps1 -Task Pack -ProjectUri https://github.com/owner/stylize
#>
#Requires -Version 7.4
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Analyze', 'Pack', 'PackCommand')]
    [string[]] $Task = 'Build',

    [uri] $ProjectUri,
    [uri] $LicenseUri,
    [uri] $HelpInfoUri,
    [uri] $IconUri
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

foreach ($name in $Task) {
    switch ($name) {
        'Build' { dotnet build "$PSScriptRoot/Stylize.sln" -nologo -v minimal }
        'Test' { dotnet test "$PSScriptRoot/Stylize.sln" -nologo }
        'Docs' {
            dotnet build "$PSScriptRoot/Stylize.PowerShell" -nologo -v quiet
            # In a pwsh of its own, so that this one can build again.
            & "$PSHOME/pwsh" -NoProfile -File "$PSScriptRoot/docs/Update-Help.ps1"
        }
        'Analyze' { & "$PSScriptRoot/tools/packaging/Invoke-Analysis.ps1" }
        'Pack' { & "$PSScriptRoot/tools/packaging/New-Release.ps1" -ProjectUri $ProjectUri -LicenseUri $LicenseUri -HelpInfoUri $HelpInfoUri -IconUri $IconUri }
        'PackCommand' { & "$PSScriptRoot/tools/packaging/New-Release.ps1" -CommandOnly -ProjectUri $ProjectUri }
    }
}
