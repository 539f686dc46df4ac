<#
.SYNOPSIS
Writes artifacts/stylize-<version>.cdx.json: the third-party components of the packages as a CycloneDX 1.6 bill of materials.
.DESCRIPTION
NuGet packages and their hashes come from the restore of the .NET tool and of the module, and libvips from the lock file of all platforms. What is inside
the native command and libvips, which no package names, comes from the files of the command for this system.
#>
param([Parameter(Mandatory)] [string] $Version)

$ErrorActionPreference = 'Stop'
$root = Split-Path (Split-Path $PSScriptRoot)

# Returns a license as SPDX expression. Old packages give only an address; THIRD-PARTY-NOTICES.md names their license.
function Get-License([string] $Folder, [string] $Name) {
    $metadata = ([xml] (Get-Content -Raw (Get-ChildItem $Folder -Filter *.nuspec).FullName)).package.metadata
    $license = $metadata.SelectSingleNode("*[local-name()='license'][@type='expression']")
    if ($license) { return $license.InnerText }
    $row = Get-Content "$root/Stylize.PowerShell/licenses/THIRD-PARTY-NOTICES.md" | Where-Object { $_ -match "\| $([regex]::Escape($Name)) \| ([A-Za-z0-9.-]+)" } | Select-Object -First 1
    if (-not ($row -match "\| $([regex]::Escape($Name)) \| ([A-Za-z0-9.-]+)")) { throw "The license of $Name is neither in its package nor in THIRD-PARTY-NOTICES.md." }
    $Matches[1]
}

$components = [System.Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::Ordinal)
foreach ($project in 'Stylize.Cli', 'Stylize.PowerShell') {
    $assets = Get-Content -Raw "$root/$project/obj/project.assets.json" | ConvertFrom-Json -AsHashtable
    $target = $assets.targets.Keys | Select-Object -First 1
    foreach ($key in $assets.targets[$target].Keys) {
        $library = $assets.libraries[$key]
        $runtime = $assets.targets[$target][$key].runtime ?? @{}
        $native = $assets.targets[$target][$key].runtimeTargets ?? @{}
        $carried = @($runtime.Keys) + @($native.Keys) | Where-Object { $_ -and $_ -notlike '*/_._' }
        if ($library.type -ne 'package' -or -not $carried) { continue }
        $name, $number = $key -split '/'
        $folder = $assets.packageFolders.Keys | ForEach-Object { Join-Path $_ $library.path } | Where-Object { Test-Path $_ } | Select-Object -First 1
        $components[$key] = [ordered]@{
            type = 'library'; name = $name; version = $number; purl = "pkg:nuget/$name@$number"
            licenses = @(@{ expression = Get-License $folder $name })
            hashes = @([ordered]@{ alg = 'SHA-512'; content = [Convert]::ToHexStringLower([Convert]::FromBase64String($library.sha512)) })
        }
    }
}

$lock = Get-Content -Raw "$root/Stylize.Codecs/native/all.lock.json" | ConvertFrom-Json -AsHashtable
$native = $lock.dependencies['net10.0']
foreach ($name in $native.Keys) {
    $number = $native[$name].resolved
    $components["$name/$number"] = [ordered]@{
        type = 'library'; name = $name; version = $number; purl = "pkg:nuget/$name@$number"
        licenses = @(@{ expression = 'LGPL-3.0-or-later' })
        hashes = @([ordered]@{ alg = 'SHA-512'; content = [Convert]::ToHexStringLower([Convert]::FromBase64String($native[$name].contentHash)) })
    }
}

$here = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
$program = "$root/artifacts/stage/command-$here/stylize-$Version-$here"
$licenses = Get-Content -Raw "$root/Stylize.Codecs/licenses/LICENSES-libvips.txt"
$inside = Get-Content -Raw "$program/libvips.versions.json" | ConvertFrom-Json -AsHashtable
$runtime = Select-String "$root/Stylize.Cli/obj/Release/net10.0/$here/native/stylize.ilc.rsp" -Pattern 'nativeaot[^/\\]*[/\\](\d[^/\\]*)' | Select-Object -First 1
$inside['.NET runtime'] = $runtime.Matches[0].Groups[1].Value
$code = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes((Get-Item "$program/stylize", "$program/stylize.exe" -ErrorAction Ignore).FullName))
if ($code -match 'OpenSSL (\d+\.\d+\.\d+)') { $inside.OpenSSL = $Matches[1] }
foreach ($name in $inside.Keys) {
    $license = switch ($name) {
        '.NET runtime' { 'MIT' }
        'OpenSSL' { 'Apache-2.0' }
        default { [regex]::Match($licenses, "(?m)^$name( \(.+\))?\n(?:    Copyright .+\n|    .+\n)*?    License: (.+)").Groups[2].Value }
    }
    $components["$name/$($inside[$name])"] = [ordered]@{
        type = 'library'; name = $name; version = $inside[$name]; licenses = @(@{ license = @{ name = $license } })
    }
}

$document = [ordered]@{
    bomFormat = 'CycloneDX'; specVersion = '1.6'; version = 1
    metadata = [ordered]@{ component = [ordered]@{ type = 'application'; name = 'Stylize'; version = $Version; licenses = @(@{ expression = 'MIT' }) } }
    components = @($components.Values)
}
Set-Content "$root/artifacts/stylize-$Version.cdx.json" ($document | ConvertTo-Json -Depth 8)
