<#
.SYNOPSIS
Makes the module's packages in artifacts/. Run through: build.ps1 -Task Pack
.DESCRIPTION
Without -Platform: Stylize.<version>.nupkg, fit for the PowerShell Gallery, and stylize-module-<version>.zip, for all platforms. Its assemblies are
plain; beside them lie those that are compiled ahead of time, for the platforms whose compiler and runtime can be restored.
With -Platform: stylize-module-<version>-<platform>.zip, which carries that platform's files only, all compiled ahead of time.
A zip holds Stylize/<version>/: unpacked into a folder of PSModulePath, it never overwrites another version that is in use.
#>
param([string] $Platform, [Parameter(Mandatory)] [string] $Version, [string[]] $CompiledPlatform = @('linux-x64', 'win-x64'))

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. "$PSScriptRoot/Archive.ps1"
$root = Split-Path (Split-Path $PSScriptRoot)
$artifacts = "$root/artifacts"
$project = "$root/Stylize.PowerShell/Stylize.PowerShell.csproj"
$fixed = '-c', 'Release', '-nologo', '-v', 'quiet', '-p:ContinuousIntegrationBuild=true'
$stage = "$artifacts/stage/module-$(if ($Platform) { $Platform } else { 'all' })"
$package = "$stage/Stylize/$Version"

Remove-Item $stage -Recurse -Force -ErrorAction Ignore
[void] (New-Item -ItemType Directory -Force $package, "$package/licenses")
Copy-Item "$root/Stylize.psd1", "$root/LICENSE", "$root/README.md", "$root/en-US" $package -Recurse
Copy-Item "$root/Stylize.PowerShell/licenses/*", "$root/Stylize.Codecs/licenses/*" "$package/licenses" -Recurse

# The files of one platform, compiled where that can be done; tells whether it was.
function Publish-Platform([string] $Identifier, [string] $Folder) {
    dotnet publish $project @fixed -r $Identifier --no-self-contained -o $Folder | Out-Host
    Get-ChildItem $Folder -Recurse -Include *.pdb, *.xml | Remove-Item
    Remove-Item "$Folder/licenses" -Recurse -ErrorAction Ignore
    (Get-Content "$PSScriptRoot/ReadyToRunProbe/obj/$Identifier.answer" -ErrorAction Ignore) -eq '0'
}

if ($Platform) {
    $published = "$artifacts/stage/published-$Platform"
    Remove-Item $published -Recurse -Force -ErrorAction Ignore
    [void] (Publish-Platform $Platform $published)
    [void] (New-Item -ItemType Directory "$package/module/Dependencies/runtimes/$Platform/native")
    Move-Item "$published/Stylize.PowerShell.dll", "$published/Stylize.Loader.dll" "$package/module"
    Copy-Item "$root/Stylize.PowerShell/*.ps1xml" "$package/module"
    Get-ChildItem $published -File | Where-Object Name -Match '^(lib)?e_sqlite3\.(so|dylib|dll)$' | Move-Item -Destination "$package/module/Dependencies/runtimes/$Platform/native"
    Move-Item "$published/*" "$package/module/Dependencies" -Force
}
else {
    dotnet build $project @fixed -p:AllPlatforms=true | Out-Host
    Copy-Item "$root/module" $package -Recurse
    Get-ChildItem $package -Recurse -Filter *.pdb | Remove-Item
    foreach ($identifier in $CompiledPlatform) {
        $published = "$artifacts/stage/published-$identifier"
        Remove-Item $published -Recurse -Force -ErrorAction Ignore
        if (Publish-Platform $identifier $published) {
            $compiled = "$package/module/Dependencies/compiled/$identifier"
            [void] (New-Item -ItemType Directory $compiled)
            Get-ChildItem $published -File | Where-Object Name -Match '^(Stylize\.(?!PowerShell|Loader)|System\.).*\.dll$' | Move-Item -Destination $compiled
        }
    }
}

# Nothing is carried without its license.
$notices = Get-Content "$package/licenses/THIRD-PARTY-NOTICES.md" -Raw
Get-ChildItem "$package/module" -Recurse -File -Include *.dll, *.so, *.so.*, *.dylib | Where-Object Name -NotLike 'Stylize.*' | ForEach-Object {
    if ($notices -notmatch [regex]::Escape($_.Name)) { throw "$($_.Name) is not in THIRD-PARTY-NOTICES.md: add its license." }
}

# The package works by itself: another pwsh imports it and converts an image with it.
$manifest = Test-ModuleManifest "$package/Stylize.psd1"
if (-not $Platform -or $Platform -eq [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier) {
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
}

New-FixedZip $stage "$artifacts/stylize-module-$Version$(if ($Platform) { "-$Platform" }).zip"
if ($Platform) { return }

$data = $manifest.PrivateData.PSData
$cmdlets = $manifest.ExportedCmdlets.Keys | Sort-Object
$tags = @('PSModule', 'PSIncludes_Cmdlet') + $data.Tags + ($cmdlets | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" })
$escape = { [System.Security.SecurityElement]::Escape($args[0]) }
Set-Content "$artifacts/stage/Stylize.nuspec" @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>Stylize</id>
    <version>$Version</version>
    <authors>$(& $escape $manifest.Author)</authors>
    <owners>$(& $escape $manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="file">LICENSE</license>
    <readme>README.md</readme>
    <projectUrl>$($data.ProjectUri)</projectUrl>
    <description>$(& $escape $manifest.Description)</description>
    <releaseNotes>$(& $escape $data.ReleaseNotes)</releaseNotes>
    <copyright>$(& $escape $manifest.Copyright)</copyright>
    <tags>$(& $escape ($tags -join ' '))</tags>
  </metadata>
  <files>
    <file src="**" target="" />
  </files>
</package>
"@
dotnet pack $project @fixed --no-build -o $artifacts "-p:NuspecFile=$artifacts/stage/Stylize.nuspec" "-p:NuspecBasePath=$package" -p:NoPackageAnalysis=true | Out-Host
Set-FixedPackage "$artifacts/Stylize.$Version.nupkg"
