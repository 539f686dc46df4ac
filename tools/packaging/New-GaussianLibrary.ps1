<#
.SYNOPSIS
Creates libgaussianimage-<version>-<platform>.tar.gz (.zip for Windows) in artifacts/: the library with its header, and its symbols in a second archive.
Run it with: build.ps1 -Task Pack
.DESCRIPTION
Only the system of the platform can compile it. Returns the archives, which are written in the background.
#>
param([Parameter(Mandatory)] [string] $Platform, [Parameter(Mandatory)] [string] $Version)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. "$PSScriptRoot/Archive.ps1"
$root = Split-Path (Split-Path $PSScriptRoot)
$artifacts = "$root/artifacts"
$name = "libgaussianimage-$Version-$Platform"
$stage = "$artifacts/stage/library-$Platform"
$symbols = "$artifacts/stage/library-symbols-$Platform"
Remove-Item $stage, $symbols -Recurse -Force -ErrorAction Ignore
[void] (New-Item -ItemType Directory "$stage/$name", "$symbols/$name-symbols")
Invoke-Dotnet publish "$root/Stylize.GaussianLibrary" -c Release -nologo -v quiet '-p:ContinuousIntegrationBuild=true' -r $Platform '-p:PublishAot=true' -o "$stage/$name"
# A dotnet that was ended from outside returns without an error.
if (-not (Get-Item "$stage/$name/libgaussianimage.*" | Where-Object Extension -In .so, .dylib, .dll)) { throw 'libgaussianimage was not compiled.' }
Get-Item "$stage/$name/libgaussianimage*.dbg", "$stage/$name/libgaussianimage*.dSYM", "$stage/$name/libgaussianimage.pdb" -ErrorAction Ignore |
    Move-Item -Destination "$symbols/$name-symbols"
Get-ChildItem "$stage/$name" | Where-Object Extension -In .pdb, .xml | Remove-Item
Copy-Item "$root/LICENSE" "$stage/$name"
Copy-RuntimeNotices Stylize.GaussianLibrary libgaussianimage $Platform "$stage/$name"
$extension, $pack = $Platform -like 'win-*' ? @('zip', 'New-FixedZip') : @('tar.gz', 'New-FixedTar')
Start-Archive $pack $stage, "$artifacts/$name.$extension"
Start-Archive $pack $symbols, "$artifacts/$name-symbols.$extension"
