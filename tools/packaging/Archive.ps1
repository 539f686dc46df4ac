# Archives whose bytes depend only on the names and bytes of their files: sorted, with one fixed time, and rights by the kind of file.
$FixedTime = [DateTimeOffset]::new(2000, 1, 1, 0, 0, 0, [TimeSpan]::Zero)

# Returns the files below a folder with their names in the archive, in ordinal order.
function Get-ArchiveFile([string] $Folder) {
    $files = Get-ChildItem $Folder -Recurse -File | ForEach-Object {
        [pscustomobject]@{ FullName = $_.FullName; Name = [System.IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/') }
    }
    $names = [string[]] $files.Name
    $sorted = [object[]] $files
    [Array]::Sort($names, $sorted, [StringComparer]::Ordinal)
    $sorted
}

<# Packs everything below a folder as .zip. #>
function New-FixedZip([string] $Folder, [string] $Path) {
    Remove-Item $Path -ErrorAction Ignore
    $zip = [System.IO.Compression.ZipFile]::Open($Path, 'Create')
    try {
        foreach ($file in Get-ArchiveFile $Folder) {
            $entry = $zip.CreateEntry($file.Name, 'SmallestSize')
            $entry.LastWriteTime = $FixedTime
            $entry.ExternalAttributes = 0x81A4 -shl 16
            $target = $entry.Open()
            $source = [System.IO.File]::OpenRead($file.FullName)
            try { $source.CopyTo($target) } finally { $source.Dispose(); $target.Dispose() }
        }
    }
    finally {
        $zip.Dispose()
    }
}

<# Packs everything below a folder as .tar.gz or .tar.xz, which needs xz. Files with a name in -Executable may be run. #>
function New-FixedTar([string] $Folder, [string] $Path, [string[]] $Executable) {
    $isXz = $Path.EndsWith('.xz')
    $target = [System.IO.File]::Create($isXz ? $Path.Substring(0, $Path.Length - 3) : $Path)
    if (-not $isXz) { $target = [System.IO.Compression.GZipStream]::new($target, [System.IO.Compression.CompressionLevel]::SmallestSize) }
    $tar = [System.Formats.Tar.TarWriter]::new($target, 'Ustar', $false)
    try {
        foreach ($file in Get-ArchiveFile $Folder) {
            $entry = [System.Formats.Tar.UstarTarEntry]::new('RegularFile', $file.Name)
            $entry.ModificationTime = $FixedTime
            $entry.Mode = [System.IO.UnixFileMode] $(if ((Split-Path -Leaf $file.Name) -in $Executable) { 0x1ED } else { 0x1A4 })
            $entry.DataStream = [System.IO.File]::OpenRead($file.FullName)
            try { $tar.WriteEntry($entry) } finally { $entry.DataStream.Dispose() }
        }
    }
    finally {
        $tar.Dispose()
        $target.Dispose()
    }
    if ($isXz) { xz -f -9 --threads=1 $Path.Substring(0, $Path.Length - 3) }
}

<#
Rewrites a NuGet package with fixed times and names, because `dotnet pack` puts the time and a random name into each.
Links of its readme lead to the project's address, or become plain text.
#>
function Set-FixedPackage([string] $Path, [uri] $ProjectUri) {
    . "$PSScriptRoot/Pages.ps1"
    $folder = "$Path.files"
    Remove-Item $folder -Recurse -Force -ErrorAction Ignore
    [System.IO.Compression.ZipFile]::ExtractToDirectory($Path, $folder)
    $properties = Get-ChildItem "$folder/package/services/metadata/core-properties" -Filter *.psmdcp
    $relations = "$folder/_rels/.rels"
    $text = (Get-Content -LiteralPath $relations -Raw).Replace($properties.Name, 'stylize.psmdcp')
    $ids = @{ Count = 0 }
    $text = [regex]::Replace($text, 'Id="[^"]*"', { "Id=""R$(($ids.Count = $ids.Count + 1))""" })
    Set-Content -LiteralPath $relations $text -NoNewline
    Move-Item $properties "$($properties.Directory)/stylize.psmdcp"
    foreach ($page in Get-ChildItem $folder -Filter *.md | Where-Object Name -NE 'README.md') {
        Set-Content $page (Convert-Page (Get-Content -Raw $page) "docs/$($page.Name)" $ProjectUri) -NoNewline
    }

    New-FixedZip $folder $Path
    Remove-Item $folder -Recurse -Force
}

<# Calls one of these functions in the background, while the next package is compiled. Returns what Wait-Archive takes. #>
function Start-Archive([string] $Function, [object[]] $ArgumentList) {
    $worker = [powershell]::Create()
    [void] $worker.AddScript({
            param($Scripts, $Function, $Given)
            $ErrorActionPreference = 'Stop'
            . "$Scripts/Archive.ps1"
            & $Function @Given
        }).AddArgument($PSScriptRoot).AddArgument($Function).AddArgument($ArgumentList)
    [pscustomobject]@{ Worker = $worker; Running = $worker.BeginInvoke() }
}

<# Waits for archives. An error of one of them ends the script. #>
function Wait-Archive([object[]] $Archive) {
    foreach ($one in $Archive) {
        [void] $one.Worker.EndInvoke($one.Running)
        $one.Worker.Dispose()
    }
}

<# Runs dotnet. Prints its output if it fails, and otherwise only warnings and messages about ahead-of-time compilation. #>
function Invoke-Dotnet {
    $PSNativeCommandUseErrorActionPreference = $false
    $output = dotnet @args 2>&1
    if ($LASTEXITCODE -ne 0) {
        $output | Out-Host
        throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE."
    }

    # The compiler of the native command builds OpenSSL's part of .NET from sources with warnings of their own.
    $output -match 'warning |ahead of time' -notmatch 'ilcompiler|CMake' | Out-Host
}

<# Copies the notices of the .NET runtime, of which a native program contains code, next to the program. #>
function Copy-RuntimeNotices([string] $Project, [string] $Program, [string] $Platform, [string] $Folder) {
    $arguments = "$PSScriptRoot/../../$Project/obj/Release/net10.0/$Platform/native/$Program.ilc.rsp"
    $runtime = Select-String -Path $arguments -Pattern '^-r:(.*?nativeaot[^/\\]*[/\\][^/\\]+)' | Select-Object -First 1
    Copy-Item "$($runtime.Matches[0].Groups[1].Value)/THIRD-PARTY-NOTICES.TXT" "$Folder/THIRD-PARTY-NOTICES-DOTNET.txt"
}
