<#
.SYNOPSIS
Makes artifacts/Stylize, a folder fit for the PowerShell Gallery, and a nupkg of it. Run through: build.ps1 -Task Pack
.PARAMETER ThisPlatformOnly
Carry the native libraries of this machine's platform only.
#>
param([switch] $ThisPlatformOnly)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path $PSScriptRoot
$artifacts = "$root/artifacts"
$package = "$artifacts/Stylize"

dotnet build "$PSScriptRoot/Stylize.PowerShell.csproj" -c Release -nologo -v quiet "-p:AllPlatforms=$(-not $ThisPlatformOnly)"

Remove-Item $package, "$artifacts/*.nupkg", "$artifacts/*.nuspec" -Recurse -Force -ErrorAction Ignore
[void] (New-Item -ItemType Directory -Force $package, "$package/licenses")
Copy-Item "$root/Stylize.psd1", "$root/Stylize.Format.ps1xml", "$root/LICENSE", "$root/en-US", "$root/module" $package -Recurse
Copy-Item "$PSScriptRoot/licenses/*", "$root/Stylize.Codecs/licenses/*" "$package/licenses" -Recurse
Get-ChildItem $package -Recurse -Filter *.pdb | Remove-Item

# Nothing is carried without its licence.
$notices = Get-Content "$package/licenses/THIRD-PARTY-NOTICES.md" -Raw
Get-ChildItem "$package/module" -Recurse -File -Include *.dll, *.so, *.so.*, *.dylib | Where-Object Name -NotLike 'Stylize.*' | ForEach-Object {
    if ($notices -notmatch [regex]::Escape($_.Name)) { throw "$($_.Name) is not in THIRD-PARTY-NOTICES.md: add its licence." }
}

# The package works by itself: another pwsh imports it and converts an image with it.
$manifest = Test-ModuleManifest "$package/Stylize.psd1"
$trial = Join-Path ([System.IO.Path]::GetTempPath()) "stylize-trial-$PID"
try {
    [void] (New-Item -ItemType Directory $trial)
    Add-Type -Path "$root/PesterTests/TestPng.cs"
    [StylizeTests.TestPng]::Write("$trial/a.png", 96, 64, 1)
    $written = & (Get-Process -Id $PID).Path -NoProfile -Command "Import-Module '$package/Stylize.psd1' -ErrorAction Stop; (ConvertTo-PixelArt '$trial/a.png' -ErrorAction Stop).FullName"
    if (-not (Test-Path $written)) { throw 'The package was imported but converted nothing.' }
}
finally {
    Remove-Item $trial -Recurse -Force -ErrorAction Ignore
}

$data = $manifest.PrivateData.PSData
$cmdlets = $manifest.ExportedCmdlets.Keys | Sort-Object
$tags = @('PSModule', 'PSIncludes_Cmdlet') + $data.Tags + ($cmdlets | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" })
$escape = { [System.Security.SecurityElement]::Escape($args[0]) }
Set-Content "$artifacts/Stylize.nuspec" @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>Stylize</id>
    <version>$($manifest.Version)</version>
    <authors>$(& $escape $manifest.Author)</authors>
    <owners>$(& $escape $manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="file">LICENSE</license>
    <projectUrl>$($data.ProjectUri)</projectUrl>
    <description>$(& $escape $manifest.Description)</description>
    <releaseNotes>$(& $escape $data.ReleaseNotes)</releaseNotes>
    <copyright>$(& $escape $manifest.Copyright)</copyright>
    <tags>$(& $escape ($tags -join ' '))</tags>
  </metadata>
  <files>
    <file src="Stylize/**" target="" />
  </files>
</package>
"@
dotnet pack "$PSScriptRoot/Stylize.PowerShell.csproj" -c Release --no-build -nologo -v quiet -o $artifacts "-p:NuspecFile=$artifacts/Stylize.nuspec" "-p:NuspecBasePath=$artifacts" -p:NoPackageAnalysis=true
Remove-Item "$artifacts/Stylize.nuspec"

Get-Item "$artifacts/*.nupkg" | Select-Object Name, @{ Name = 'MB'; Expression = { [Math]::Round($_.Length / 1MB, 1) } }
