<#
.SYNOPSIS
Creates the packages of the `stylize` command in artifacts/. Run it with: build.ps1 -Task Pack
.DESCRIPTION
With -Platform: stylize-<version>-<platform>.tar.gz (.zip for Windows), the command with the .NET runtime, compiled ahead of time if possible.
Without: Stylize.Tool.<version>.nupkg and one package per platform, for `dotnet tool install`.
Returns the archives, which are written in the background.
#>
param([string] $Platform, [Parameter(Mandatory)] [string] $Version, [hashtable] $Address = @{})

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. "$PSScriptRoot/Archive.ps1"
. "$PSScriptRoot/Pages.ps1"
$root = Split-Path (Split-Path $PSScriptRoot)
$artifacts = "$root/artifacts"
$project = "$root/Stylize.Cli/Stylize.Cli.csproj"
$fixed = '-c', 'Release', '-nologo', '-v', 'quiet', '-p:ContinuousIntegrationBuild=true'

if (-not $Platform) {
    Invoke-Dotnet pack $project @fixed -o $artifacts '-p:ToolForEachPlatform=true' "-p:PackageProjectUrl=$($Address.ProjectUri)" "-p:PackageIconUrl=$($Address.IconUri)"
    Get-Item "$artifacts/Stylize.Tool*.nupkg" | ForEach-Object { Start-Archive Set-FixedPackage $_.FullName, $Address.ProjectUri }
    return
}

$stage = "$artifacts/stage/command-$Platform"
$name = "stylize-$Version-$Platform"
Remove-Item $stage -Recurse -Force -ErrorAction Ignore

# Most assemblies are also in the module and were compiled ahead of time for it.
$env:ReadyToRunImages = "$root/Stylize.PowerShell/obj/Release/net10.0/$Platform/R2R"
try { Invoke-Dotnet publish $project @fixed -r $Platform --self-contained -o "$stage/$name" }
finally { $env:ReadyToRunImages = $null }
Get-ChildItem $stage -Recurse -Include *.pdb, *.xml | Remove-Item
Copy-Item "$root/LICENSE", "$root/Stylize.PowerShell/licenses/*" "$stage/$name"
Set-Content "$stage/$name/README.md" (Convert-Page (Get-Content -Raw "$root/README.md") README.md $Address.ProjectUri LICENSE) -NoNewline
if ($Platform -like 'win-*') {
    Start-Archive New-FixedZip $stage, "$artifacts/$name.zip"
}
else {
    Start-Archive New-FixedTar $stage, "$artifacts/$name.tar.gz", @('stylize', 'createdump')
}
