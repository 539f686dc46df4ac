<#
.SYNOPSIS
Makes everything that a release consists of, in artifacts/. Run through: build.ps1 -Task Pack
.PARAMETER Platform
The platforms that get a slim module and an archive of the command; those whose .NET runtime can be restored.
#>
param([string[]] $Platform = @('linux-x64', 'win-x64'))

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path (Split-Path $PSScriptRoot)
$artifacts = "$root/artifacts"
$version = (Import-PowerShellDataFile "$root/Stylize.psd1").ModuleVersion
. "$PSScriptRoot/Archive.ps1"

Remove-Item $artifacts -Recurse -Force -ErrorAction Ignore
[void] (New-Item -ItemType Directory $artifacts)
& "$PSScriptRoot/New-Module.ps1" -Version $version -CompiledPlatform $Platform
foreach ($one in $Platform) { & "$PSScriptRoot/New-Module.ps1" -Version $version -Platform $one }
& "$PSScriptRoot/New-Command.ps1" -Version $version -Platform $Platform
foreach ($library in 'Stylize.Engine', 'Stylize.Codecs') {
    dotnet pack "$root/$library" -c Release -nologo -v quiet -o $artifacts -p:ContinuousIntegrationBuild=true -p:AllPlatforms=true | Out-Host
    Set-FixedPackage "$artifacts/$library.$version.nupkg"
}
& "$PSScriptRoot/Write-Sbom.ps1" -Version $version

# The build of the checkout again, so that its module is the one that `dotnet build` lays out.
dotnet build "$root/Stylize.PowerShell" -c Release -nologo -v quiet | Out-Host
Remove-Item "$artifacts/stage" -Recurse -Force
$files = Get-ChildItem $artifacts -File | Sort-Object Name
Set-Content "$artifacts/SHA256SUMS" ($files | ForEach-Object { "$((Get-FileHash $_ -Algorithm SHA256).Hash.ToLowerInvariant())  $($_.Name)" })
$files | Select-Object Name, @{ Name = 'MB'; Expression = { [Math]::Round($_.Length / 1MB, 1) } }
