BeforeAll { . "$PSScriptRoot/Common.ps1" }

Describe 'Merge-StylizeDatabase' {
    BeforeAll {
        $folder = New-TestFolder
        $plate = "$(Split-Path $PSScriptRoot)/samples/plate"
        $segment = @{ Path = $plate; Channel = 'DAPI'; DestinationPath = "$folder/out"; Track = 'Motion'; NoMontage = $true }
        foreach ($part in 1..2) { [void] (New-SegmentationMontage @segment -Shard "$part/2" -Database "$folder/part$part.sqlite") }
        $parts = "$folder/part1.sqlite", "$folder/part2.sqlite"
    }

    It 'joins the databases of shards and returns the file' {
        (Get-StylizeTrack $parts[0]).well | Sort-Object -Unique | Should -Be 'A1'
        Merge-StylizeDatabase $parts "$folder/all.sqlite" -WhatIf
        "$folder/all.sqlite" | Should -Not -Exist
        $file = Merge-StylizeDatabase -Path $parts -DestinationPath "$folder/all.sqlite"
        $file | Should -BeOfType System.IO.FileInfo
        $file.FullName | Should -Be (Get-Item "$folder/all.sqlite").FullName
        @($file.Stylize.Databases | Split-Path -Leaf) | Should -Be 'part1.sqlite', 'part2.sqlite'
        $tracks = Get-StylizeTrack $file
        $tracks.Count | Should -Be (@(Get-StylizeTrack $parts[0]).Count + @(Get-StylizeTrack $parts[1]).Count)
        $tracks.well | Sort-Object -Unique | Should -Be 'A1', 'A2'
    }

    It 'accepts files from the pipeline, wildcards and names with brackets' {
        (Get-ChildItem "$folder/part*.sqlite" | Merge-StylizeDatabase -DestinationPath "$folder/piped.sqlite").Stylize.Databases.Count | Should -Be 2
        (Merge-StylizeDatabase "$folder/part?.sqlite" "$folder/wild.sqlite").Stylize.Databases.Count | Should -Be 2
        Copy-Item $parts[0] "$folder/a[1].sqlite"
        (Merge-StylizeDatabase -LiteralPath "$folder/a[1].sqlite", $parts[1] -DestinationPath "$folder/literal.sqlite").Length | Should -BeGreaterThan 0
    }

    It 'keeps an existing file, and joins nothing if a part is missing or duplicate' {
        [void] (Merge-StylizeDatabase $parts "$folder/there.sqlite")
        $before = (Get-FileHash "$folder/there.sqlite").Hash
        { Merge-StylizeDatabase $parts[0] "$folder/there.sqlite" } | Should -Throw -ErrorId 'TargetExists,*'
        (Get-FileHash "$folder/there.sqlite").Hash | Should -Be $before
        [void] (Merge-StylizeDatabase $parts[0] "$folder/there.sqlite" -Force)
        (Get-StylizeTrack "$folder/there.sqlite").well | Sort-Object -Unique | Should -Be 'A1'
        { Merge-StylizeDatabase $parts $parts[1] -Force } | Should -Throw -ErrorId 'TargetIsSource,*'
        { Merge-StylizeDatabase $parts[0], $parts[0] "$folder/none.sqlite" } | Should -Throw -ErrorId 'TargetConflict,*'
        { Merge-StylizeDatabase $parts[0], "$folder/gone.sqlite" "$folder/none.sqlite" } | Should -Throw -ErrorId 'DatabaseMissing,*'
        Merge-StylizeDatabase $parts[0], "$folder/gone*.sqlite" "$folder/none.sqlite" -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures.Count | Should -Be 1
        "$folder/none.sqlite" | Should -Not -Exist
    }
}
