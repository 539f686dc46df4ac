# Archives whose bytes depend on their files alone: sorted names, one fixed time, rights by what a file is.
$FixedTime = [DateTimeOffset]::new(2000, 1, 1, 0, 0, 0, [TimeSpan]::Zero)

# The files below a folder with the names that they have in the archive, in ordinal order.
function Get-ArchiveFile([string] $Folder) {
    $files = Get-ChildItem $Folder -Recurse -File | ForEach-Object {
        [pscustomobject]@{ FullName = $_.FullName; Name = [System.IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/') }
    }
    $names = [string[]] $files.Name
    $sorted = [object[]] $files
    [Array]::Sort($names, $sorted, [StringComparer]::Ordinal)
    $sorted
}

<# Packs all below a folder as .zip. #>
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

<# Packs all below a folder as .tar.gz; files named as executable may be run. #>
function New-FixedTar([string] $Folder, [string] $Path, [string[]] $Executable) {
    $gzip = [System.IO.Compression.GZipStream]::new([System.IO.File]::Create($Path), [System.IO.Compression.CompressionLevel]::SmallestSize)
    $tar = [System.Formats.Tar.TarWriter]::new($gzip, 'Ustar', $false)
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
        $gzip.Dispose()
    }
}

<# Writes a NuGet package anew with fixed times and names: `dotnet pack` puts the time and a random name into each. #>
function Set-FixedPackage([string] $Path) {
    $folder = "$Path.files"
    Remove-Item $folder -Recurse -Force -ErrorAction Ignore
    [System.IO.Compression.ZipFile]::ExtractToDirectory($Path, $folder)
    $properties = Get-ChildItem "$folder/package/services/metadata/core-properties" -Filter *.psmdcp
    $relations = "$folder/_rels/.rels"
    $text = (Get-Content -LiteralPath $relations -Raw).Replace($properties.Name, 'stylize.psmdcp')
    $number = 0
    $text = [regex]::Replace($text, 'Id="[^"]*"', { "Id=""R$(($script:number = $script:number + 1))""" })
    Set-Content -LiteralPath $relations $text -NoNewline
    Move-Item $properties "$($properties.Directory)/stylize.psmdcp"
    New-FixedZip $folder $Path
    Remove-Item $folder -Recurse -Force
}
