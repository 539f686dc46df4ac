<#
.SYNOPSIS
Creates the module's packages in artifacts/. Run it with: build.ps1 -Task Pack
.DESCRIPTION
Without -Platform: Stylize.<version>.nupkg, suitable for the PowerShell Gallery, and stylize-module-<version>.zip, for all platforms. They contain plain
assemblies, and assemblies compiled ahead of time for the platforms whose compiler and runtime can be restored.
With -Platform: stylize-module-<version>-<platform>.zip, which contains only that platform's files, all compiled ahead of time.
A zip holds Stylize/<version>/: unpacked into a folder of PSModulePath, it never overwrites another version that is in use.
Returns the archives, which are written in the background.
#>
param([string] $Platform, [Parameter(Mandatory)] [string] $Version, [string[]] $CompiledPlatform = @('linux-x64', 'win-x64'), [hashtable] $Address = @{})

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. "$PSScriptRoot/Archive.ps1"
. "$PSScriptRoot/Pages.ps1"
$root = Split-Path (Split-Path $PSScriptRoot)
$artifacts = "$root/artifacts"
$project = "$root/Stylize.PowerShell/Stylize.PowerShell.csproj"
$fixed = '-c', 'Release', '-nologo', '-v', 'quiet', '-p:ContinuousIntegrationBuild=true'
$stage = "$artifacts/stage/module-$(if ($Platform) { $Platform } else { 'all' })"
$package = "$stage/Stylize/$($Version -replace '-.*')"
# The gallery and manifests allow only letters and digits after the hyphen.
$galleryVersion = $Version -replace '(?<=-.*)\.'

Remove-Item $stage -Recurse -Force -ErrorAction Ignore
[void] (New-Item -ItemType Directory -Force $package, "$package/licenses")
Copy-Item "$root/Stylize.psd1", "$root/LICENSE", "$root/en-US" $package -Recurse
Copy-Item "$root/Stylize.PowerShell/licenses/*", "$root/Stylize.Codecs/licenses/*" "$package/licenses" -Recurse
Set-ManifestAddress "$package/Stylize.psd1" @Address
$text = Get-Content -Raw "$package/Stylize.psd1"
Set-Content "$package/Stylize.psd1" ($text -replace "(?<=Prerelease\s*=\s*')[^']+", ($galleryVersion -replace '^[^-]*-?')) -NoNewline
Set-OnlineHelp "$package/en-US/Stylize.PowerShell.dll-Help.xml" $Address.ProjectUri
Copy-Page $root $package $Address.ProjectUri

# Publishes the files of one platform once per release, compiled ahead of time if possible. Returns their folder.
function Publish-Platform([string] $Identifier) {
    $folder = "$artifacts/stage/published-$Identifier"
    if (-not (Test-Path $folder)) {
        Invoke-Dotnet publish $project @fixed -r $Identifier --no-self-contained -o $folder
        Get-ChildItem $folder -Recurse -Include *.pdb, *.xml | Remove-Item
        Remove-Item "$folder/licenses" -Recurse -ErrorAction Ignore
    }

    $folder
}

# Whether the compiler for a platform could be restored; tools/packaging/ReadyToRun.targets writes the answer.
function Test-Compiled([string] $Identifier) {
    (Get-Content "$PSScriptRoot/ReadyToRunProbe/obj/$Identifier.answer" -ErrorAction Ignore) -eq '0'
}

if ($Platform) {
    $published = Publish-Platform $Platform
    $native = "$package/module/Dependencies/runtimes/$Platform/native"
    [void] (New-Item -ItemType Directory $native)
    Copy-Item "$published/*" "$package/module/Dependencies" -Recurse -Force
    Move-Item "$package/module/Dependencies/Stylize.PowerShell.dll", "$package/module/Dependencies/Stylize.Loader.dll" "$package/module"
    Copy-Item "$root/Stylize.PowerShell/*" "$package/module" -Include *.ps1xml, *.psm1, *.psd1
    Get-ChildItem "$package/module/Dependencies" -File | Where-Object Name -Match '^(lib)?e_sqlite3\.(so|dylib|dll)$' | Move-Item -Destination $native
}
else {
    Invoke-Dotnet build $project @fixed '-p:AllPlatforms=true'
    Copy-Item "$root/module" $package -Recurse
    Get-ChildItem $package -Recurse -Filter *.pdb | Remove-Item
    foreach ($identifier in $CompiledPlatform) {
        $published = Publish-Platform $identifier
        if (Test-Compiled $identifier) {
            $compiled = "$package/module/Dependencies/compiled/$identifier"
            [void] (New-Item -ItemType Directory $compiled)
            Get-ChildItem $published -File | Where-Object Name -Match '^(Stylize\.(?!PowerShell|Loader)|System\.).*\.dll$' | Copy-Item -Destination $compiled
        }
    }
}

# Every library needs its license.
$notices = Get-Content "$package/licenses/THIRD-PARTY-NOTICES.md" -Raw
Get-ChildItem "$package/module" -Recurse -File -Include *.dll, *.so, *.so.*, *.dylib | Where-Object Name -NotLike 'Stylize.*' | ForEach-Object {
    if ($notices -notmatch [regex]::Escape($_.Name)) { throw "$($_.Name) is not in THIRD-PARTY-NOTICES.md: add its license." }
}

# A new pwsh imports the package and converts an image with it.
$manifest = Test-ModuleManifest "$package/Stylize.psd1"
if (-not $Platform -or $Platform -eq [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier) {
    $trial = Join-Path ([System.IO.Path]::GetTempPath()) "stylize-trial-$PID"
    try {
        [void] (New-Item -ItemType Directory $trial)
        Add-Type -Path "$root/PesterTests/TestPng.cs"
        [StylizeTests.TestPng]::Write("$trial/a.png", 96, 64, 1)
        $written = & "$PSHOME/pwsh" -NoProfile -Command "Import-Module '$package/Stylize.psd1' -ErrorAction Stop; (ConvertTo-PixelArt '$trial/a.png' -ErrorAction Stop).FullName"
        if (-not (Test-Path $written)) { throw 'The package was imported but converted nothing.' }
    }
    finally {
        Remove-Item $trial -Recurse -Force -ErrorAction Ignore
    }
}

Start-Archive New-FixedZip $stage, "$artifacts/stylize-module-$Version$(if ($Platform) { "-$Platform" }).zip"
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
    <version>$galleryVersion</version>
    <authors>$(& $escape $manifest.Author)</authors>
    <owners>$(& $escape $manifest.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="file">LICENSE</license>
    <readme>README.md</readme>
    $(if ($Address.ProjectUri) { "<projectUrl>$(& $escape $Address.ProjectUri.AbsoluteUri)</projectUrl>" })
    $(if ($Address.IconUri) { "<iconUrl>$(& $escape $Address.IconUri.AbsoluteUri)</iconUrl>" })
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
Invoke-Dotnet pack $project @fixed --no-build -o $artifacts "-p:NuspecFile=$artifacts/stage/Stylize.nuspec" "-p:NuspecBasePath=$package" '-p:NoPackageAnalysis=true'
Start-Archive Set-FixedPackage "$artifacts/Stylize.$galleryVersion.nupkg", $Address.ProjectUri
