<#
.SYNOPSIS
Creates stylize_<version>_<architecture>.deb in artifacts/ from the files of the archive. Run it with: build.ps1 -Task Pack
.DESCRIPTION
Needs dpkg-deb and dpkg-shlibdeps (package dpkg-dev); without them, it creates nothing and prints one line. SOURCE_DATE_EPOCH is the time of all files.
#>
param(
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $Platform,
    [Parameter(Mandatory)] [string] $Version,
    [hashtable] $Address = @{}
)

$ErrorActionPreference = 'Stop'
$debianVersion = $Version -replace '-', '~' # sorts before the release
$PSNativeCommandUseErrorActionPreference = $true
if (-not (Get-Command dpkg-deb, dpkg-shlibdeps -ErrorAction Ignore | Measure-Object).Count.Equals(2)) {
    Write-Host 'The .deb is not created, because dpkg-deb and dpkg-shlibdeps are not installed.'
    return
}

$root = Split-Path (Split-Path $PSScriptRoot)
$architecture = @{ 'linux-x64' = 'amd64'; 'linux-arm64' = 'arm64' }[$Platform] ?? $(throw "Debian has no architecture for $Platform.")
$maintainer = 'The Stylize authors <authors@stylize.invalid>'
$tree = "$root/artifacts/stage/deb-$Platform"
$program = "$tree/usr/lib/stylize"
$share = "$tree/usr/share"
Remove-Item $tree -Recurse -Force -ErrorAction Ignore
[void] (New-Item -ItemType Directory "$tree/DEBIAN", "$tree/usr/bin", $program, "$share/man/man1", "$share/doc/stylize", "$share/lintian/overrides",
    "$share/bash-completion/completions", "$share/zsh/vendor-completions", "$share/fish/vendor_completions.d")

# The command finds its libraries next to itself, also through a link.
Copy-Item "$Folder/stylize", "$Folder/*.so*", "$Folder/libvips.versions.json" $program
strip --strip-unneeded "$program/libe_sqlite3.so"
[void] (New-Item -ItemType SymbolicLink "$tree/usr/bin/stylize" -Target ../lib/stylize/stylize)
& "$Folder/stylize" completion bash | Set-Content "$share/bash-completion/completions/stylize"
& "$Folder/stylize" completion zsh | Set-Content "$share/zsh/vendor-completions/_stylize"
& "$Folder/stylize" completion fish | Set-Content "$share/fish/vendor_completions.d/stylize.fish"
Copy-Item "$Folder/stylize.1" "$share/man/man1"

$date = [DateTimeOffset]::FromUnixTimeSeconds($env:SOURCE_DATE_EPOCH).ToString('ddd, dd MMM yyyy HH:mm:ss +0000', [cultureinfo]::InvariantCulture)
Set-Content "$share/doc/stylize/changelog" "stylize ($debianVersion) unstable; urgency=medium`n`n  * Release $Version.`n`n -- $maintainer  $date"
gzip -9n "$share/man/man1/stylize.1" "$share/doc/stylize/changelog"

# One file has all licenses; Debian has the texts of the GPL, the LGPL and the Apache license.
$license = Get-Content -Raw "$root/LICENSE"
$notices = (Get-Content -Raw "$root/Stylize.PowerShell/licenses/THIRD-PARTY-NOTICES.md") -replace '\(LICENSE\)', '(above)' -replace ' \(Apache-2\.0\.txt\)'
$libvips = (Get-Content -Raw "$root/Stylize.Codecs/licenses/NOTICE-libvips.md") -replace '\[([\w.-]+)\.txt\]\([^)]*\)', '$1'
Set-Content "$share/doc/stylize/copyright" @"
Stylize $Version$(if ($Address.ProjectUri) { " ($($Address.ProjectUri.AbsoluteUri))" })

$license
$notices
$libvips
$(Get-Content -Raw "$root/Stylize.Codecs/licenses/LICENSES-libvips.txt")
The command contains the .NET runtime (MIT, .NET Foundation and Contributors), OpenSSL (Apache-2.0, The OpenSSL Project Authors) and the following.

$(Get-Content -Raw "$Folder/THIRD-PARTY-NOTICES-DOTNET.txt")
The texts of the licenses are in /usr/share/common-licenses/GPL-3, /usr/share/common-licenses/LGPL-3, /usr/share/common-licenses/LGPL-2.1 and
/usr/share/common-licenses/Apache-2.0.
"@

Set-Content "$share/lintian/overrides/stylize" @'
# libvips and SQLite come with the libraries that they use, so that all systems give the same results.
stylize: embedded-library *
# Code at a fixed address halves the time of a start.
stylize: hardening-no-pie [usr/lib/stylize/stylize]
'@

# dpkg-shlibdeps reads the name of the package from debian/control.
$work = "$root/artifacts/stage/shlibdeps-$Platform"
[void] (New-Item -ItemType Directory -Force "$work/debian")
Set-Content "$work/debian/control" "Source: stylize`n`nPackage: stylize`nArchitecture: $architecture"
Push-Location $work
try { $depends = (dpkg-shlibdeps --warnings=0 -O @(Get-ChildItem $program | Where-Object Name -Match '^stylize$|\.so' | ForEach-Object FullName)) -replace '^shlibs:Depends=' }
finally { Pop-Location }

$files = Get-ChildItem $tree -Recurse -File | Where-Object FullName -NotLike "$tree/DEBIAN/*"
$size = ($files | ForEach-Object { [Math]::Ceiling($_.Length / 1KB) } | Measure-Object -Sum).Sum + (Get-ChildItem $tree -Recurse -Directory).Count
Set-Content "$tree/DEBIAN/control" @"
Package: stylize
Version: $debianVersion
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Depends: $depends
Suggests: ca-certificates
Section: graphics
Priority: optional
$(if ($Address.ProjectUri) { "Homepage: $($Address.ProjectUri.AbsoluteUri)`n" })Description: photographs to pixel art, dot art and 2D Gaussians
 The command stylize converts photographs to pixel art, to dot art for screens,
 printers and pen plotters, and to compact Gaussian images. It also segments
 microscope tiles to masks, tracks and measurements in SQLite or PostgreSQL.
 .
 It processes many files at a time, needs no .NET, and contains libvips.
"@
$sums = foreach ($file in $files | Where-Object { -not $_.LinkTarget } | Sort-Object FullName) {
    "$((Get-FileHash $file -Algorithm MD5).Hash.ToLowerInvariant())  $([System.IO.Path]::GetRelativePath($tree, $file.FullName))"
}
Set-Content "$tree/DEBIAN/md5sums" $sums
chmod -R 'u=rwX,go=rX' $tree
chmod 644 @($files | Where-Object { -not $_.LinkTarget -and $_.FullName -ne "$program/stylize" } | ForEach-Object FullName)

find $tree -exec touch --no-dereference --date "@$env:SOURCE_DATE_EPOCH" '{}' '+'

# One thread: the blocks of a file that several threads compress depend on their number.
$env:DPKG_DEB_THREADS_MAX = 1
dpkg-deb --root-owner-group -Zxz -z9 --build $tree "$root/artifacts/stylize_${debianVersion}_$architecture.deb" | Out-Null
