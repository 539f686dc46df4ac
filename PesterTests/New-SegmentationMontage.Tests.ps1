BeforeAll {
    . "$PSScriptRoot/Common.ps1"

    # Queries a database with the SQLite library of the module.
    function Read-Database {
        param([string] $Path, [string] $Query)
        $connection = [Activator]::CreateInstance(
            ([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Microsoft.Data.Sqlite' } | Select-Object -First 1).GetType('Microsoft.Data.Sqlite.SqliteConnection'),
            @("Data Source=$Path;Pooling=False"))
        $connection.Open()
        try {
            $command = $connection.CreateCommand()
            $command.CommandText = $Query
            $reader = $command.ExecuteReader()
            while ($reader.Read()) {
                (0..($reader.FieldCount - 1) | ForEach-Object { $reader.GetValue($_) }) -join '|'
            }
            $reader.Dispose()
        }
        finally { $connection.Dispose() }
    }

    $everything = 'SELECT * FROM tile ORDER BY Id', 'SELECT * FROM cell ORDER BY Id', 'SELECT * FROM intensity ORDER BY CellId, ChannelId'

    function Read-All {
        param([string] $Path)
        $everything | ForEach-Object { Read-Database $Path $_ }
    }
}

Describe 'New-SegmentationMontage' {
    BeforeAll {
        $folder = New-TestFolder
        New-TestPlate "$folder/plate"
        $parameters = @{ Path = "$folder/plate"; Method = 'Otsu'; Channel = 'DAPI'; MeasureChannel = 'GFP' }
    }

    It 'writes masks, montages, overlays, tables and rows' {
        $files = New-SegmentationMontage @parameters -DestinationPath "$folder/out"
        $files | Should -BeOfType [System.IO.FileInfo]
        $files.Stylize.Kind | Group-Object -NoElement | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" } |
            Should -Be 'Database 1', 'ImageTable 1', 'Mask 8', 'Montage 2', 'MontageMask 2', 'Overlay 2', 'Overview 1', 'Page 1', 'Table 2', 'WellTable 1'
        $files | ForEach-Object { $_.FullName | Should -Exist }
        "$folder/out/CellMasksMontage/E4/PLATE1_E4_T0_1_DAPI_ENCODED.tif" | Should -Exist
        $overlay = $files | Where-Object { $_.Stylize.Kind -eq 'Overlay' } | Select-Object -First 1
        (Read-PngHeader $overlay.FullName).Width | Should -Be 480
        $overlay.Stylize.DatabaseTime | Should -BeOfType [timespan]
        $cells = ($files | Where-Object { $_.Stylize.Kind -eq 'Table' } | ForEach-Object { (Import-Csv $_.FullName).Count } | Measure-Object -Sum).Sum
        Read-Database "$folder/out/segmentation.sqlite" 'SELECT COUNT(*) FROM cell' | Should -Be $cells
        Read-Database "$folder/out/segmentation.sqlite" 'SELECT COUNT(*) FROM intensity' | Should -Be (2 * $cells)
        Get-TemporaryFile "$folder/out" | Should -BeNullOrEmpty
    }

    It 'measures the objects of given label masks, and chooses wells by wildcards and exclusions' {
        [void] (New-SegmentationMontage @parameters -DestinationPath "$folder/first" -PerTile)
        $again = New-SegmentationMontage "$folder/plate" -Channel DAPI -MeasureChannel GFP -PerTile -DestinationPath "$folder/again" `
            -LabelPattern '../first/CellMasksMontage/{well}/{name}_ENCODED.tif' -Well 'E*', '!E5'
        $again.Stylize.Well | Where-Object { $_ } | Select-Object -Unique | Should -Be 'E4'
        $table = ($again | Where-Object { $_.Stylize.Kind -eq 'Table' }).FullName
        Get-Content $table | Should -Be (Get-Content "$folder/first/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv")
        { New-SegmentationMontage @parameters -DestinationPath "$folder/none" -Method Labels } | Should -Throw '*LabelPath*'
    }

    It 'registers overlapping tiles and lists what names mean' {
        $files = New-SegmentationMontage @parameters -Overlap 10% -Well E4 -DestinationPath "$folder/overlap" -WarningAction SilentlyContinue
        ($files | Where-Object { $_.Stylize.Kind -eq 'TileTable' } | ForEach-Object { Import-Csv $_.FullName }).Tile | Should -Be 1, 2, 3, 4
        { New-SegmentationMontage @parameters -Overlap wide } | Should -Throw '*a percentage*'
        $tile = "$folder/r02c03f01p01-ch1sk1fk1fl1.png"
        Copy-Item "$folder/plate/PLATE1_E4_T0_1_DAPI.png" $tile
        $listed = New-SegmentationMontage $tile -List
        $listed.Well, $listed.Plane, $listed.Channel | Should -Be 'B3', 1, 'ch1'
    }

    It 'keeps existing wells without -Force, and replaces only their rows with it' {
        $before = Read-All "$folder/out/segmentation.sqlite"
        New-SegmentationMontage @parameters -DestinationPath "$folder/out" -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures.Count | Should -Be 2
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'TargetExists*'
        [void] (New-SegmentationMontage @parameters -DestinationPath "$folder/out" -Force -Well E5)
        Read-All "$folder/out/segmentation.sqlite" | Should -Be $before
    }

    It 'shows its outputs in 100 columns' {
        $files = New-SegmentationMontage @parameters -DestinationPath "$folder/shown" -Well E4
        $lines = ($files | Out-String -Width 100) -split '\r?\n'
        @($lines -cmatch '^Table +\d+ +\d+ +\d+ PLATE1_E4').Count | Should -Be 1
        @($lines -cmatch '^Overlay +\d+ +\d+ ').Count | Should -Be 1
        $table = $files | Where-Object { $_.Stylize.Kind -eq 'Table' }
        $table.Rows | Should -Be $table.Stylize.Rows
        $table.Stylize.Rows | Should -Be (Import-Csv $table.FullName).Count
        $table.Stylize.PSObject.Properties.Name | Should -Not -Contain 'Width'
    }

    It 'lists the tiles with -List, and writes nothing' {
        $tiles = New-SegmentationMontage @parameters -DestinationPath "$folder/none" -List
        $tiles.Count | Should -Be 16
        $tiles[0].Well | Should -Be 'E4'
        New-SegmentationMontage @parameters -DestinationPath "$folder/none" -WhatIf
        "$folder/none" | Should -Not -Exist
    }

    It 'reports missing, damaged and unknown files, and continues' {
        Copy-Item "$folder/plate" "$folder/odd" -Recurse
        Remove-Item "$folder/odd/PLATE1_E4_T0_2_DAPI.png"
        Set-Content "$folder/odd/PLATE1_E4_T0_3_DAPI.png" 'not an image'
        Set-Content "$folder/odd/readme.png" 'x'
        $files = Get-ChildItem "$folder/odd" | New-SegmentationMontage -DestinationPath "$folder/oddout" -Method Otsu -Channel DAPI -ErrorVariable failures -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        ($files | Where-Object { $_.Stylize.Kind -eq 'Mask' }).Count | Should -Be 6
        $failures.Count | Should -Be 2
        "$warnings" | Should -BeLike '*E4*2*'
    }

    It 'uses the current location, and reports times with -Verbose' {
        Push-Location $folder
        try { $lines = New-SegmentationMontage plate -Well E4 -Method Otsu -DestinationPath here -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } }
        finally { Pop-Location }
        "$folder/here/segmentation.sqlite" | Should -Exist
        "$lines" | Should -Match '[\d.]+ ms'
    }

    It 'gives the same database after it was killed' -Tag All {
        [void] (New-SegmentationMontage @parameters -DestinationPath "$folder/truth" -ThrottleLimit 1)
        $script = "Import-Module '$ManifestPath'; New-SegmentationMontage '$folder/plate' -Method Otsu -Channel DAPI -MeasureChannel GFP -DestinationPath '$folder/killed' -ThrottleLimit 1 | ForEach-Object { [Console]::Out.WriteLine(`$_.Name); [Console]::Out.Flush() }"
        $start = [System.Diagnostics.ProcessStartInfo]::new($PwshWords[0], [string[]] (@($PwshWords | Select-Object -Skip 1) + '-NoProfile', '-NonInteractive', '-Command', $script))
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            $process.StandardOutput.ReadLine() | Should -Not -BeNullOrEmpty
            $process.Kill($true)
            $process.WaitForExit()
        }
        finally { $process.Dispose() }
        [void] (New-SegmentationMontage @parameters -DestinationPath "$folder/killed" -Force)
        Read-All "$folder/killed/segmentation.sqlite" | Should -Be (Read-All "$folder/truth/segmentation.sqlite")
    }

    It 'rejects an invalid database' {
        { New-SegmentationMontage @parameters -DestinationPath "$folder/nodb" -Database $folder } | Should -Throw -ErrorId 'TargetUnwritable,*'
        "$folder/nodb/CellMasksMontage" | Should -Not -Exist
    }
}
