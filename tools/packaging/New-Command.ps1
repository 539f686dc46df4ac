<#
.SYNOPSIS
Makes the packages of the `stylize` command in artifacts/. Run through: build.ps1 -Task Pack
.DESCRIPTION
stylize-<version>-<platform>.tar.gz (.zip for Windows): the command with the .NET runtime, compiled ahead of time where that can be done.
Stylize.Tool.<version>.nupkg and one for each platform: for `dotnet tool install`.
#>
param([Parameter(Mandatory)] [string[]] $Platform, [Parameter(Mandatory)] [string] $Version)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. "$PSScriptRoot/Archive.ps1"
$root = Split-Path (Split-Path $PSScriptRoot)
$artifacts = "$root/artifacts"
$project = "$root/Stylize.Cli/Stylize.Cli.csproj"
$fixed = '-c', 'Release', '-nologo', '-v', 'quiet', '-p:ContinuousIntegrationBuild=true'

foreach ($identifier in $Platform) {
    $stage = "$artifacts/stage/command-$identifier"
    $name = "stylize-$Version-$identifier"
    Remove-Item $stage -Recurse -Force -ErrorAction Ignore
    dotnet publish $project @fixed -r $identifier --self-contained -o "$stage/$name" | Out-Host
    Get-ChildItem $stage -Recurse -Include *.pdb, *.xml | Remove-Item
    Copy-Item "$root/LICENSE", "$root/README.md", "$root/Stylize.PowerShell/licenses/*" "$stage/$name"
    if ($identifier -like 'win-*') {
        New-FixedZip $stage "$artifacts/$name.zip"
    }
    else {
        New-FixedTar $stage "$artifacts/$name.tar.gz" stylize, createdump
    }
}

dotnet pack $project @fixed -o $artifacts -p:ToolForEachPlatform=true | Out-Host
Get-Item "$artifacts/Stylize.Tool*.nupkg" | ForEach-Object { Set-FixedPackage $_.FullName }
