BeforeAll { . "$PSScriptRoot/Common.ps1" }

Describe 'Get-StylizeTrack' {
    BeforeAll {
        $folder = New-TestFolder
        $plate = "$(Split-Path $PSScriptRoot)/samples/plate"
        $files = New-SegmentationMontage $plate -DestinationPath "$folder/out" -Channel DAPI -MeasureChannel GFP -Align DAPI -Track Motion -Divisions -WarningAction SilentlyContinue -PlateMap "$plate/plate.csv"
        $tracks = Get-StylizeTrack "$folder/out/segmentation.sqlite"
    }

    It 'follows the cells of the sample plate through its divisions' {
        # Each well has 14 nuclei, one of which divides.
        $tracks | Group-Object Well -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" } | Should -Be 'A1 16', 'A2 16'
        ($tracks | Where-Object Parent).Count | Should -Be 4
        $tracks[0].PSObject.Properties.Where({ $_.MemberType -eq 'NoteProperty' }).Name | Should -BeExactly 'Well', 'Track', 'Parent', 'First', 'Last', 'Points'
        $tracks[0].Points[0].PSObject.Properties.Name | Should -BeExactly 'Timepoint', 'CentroidX', 'CentroidY', 'AlignedX', 'AlignedY', 'Area', 'MeanIntensity_DAPI', 'MeanIntensity_GFP'
        $tracks[0].Points.Timepoint | Should -Be 0, 1, 2
    }

    It 'agrees with the long and wide tables, which contain the plate map' {
        $long = Import-Csv ($files | Where-Object { $_.Stylize.Kind -eq 'Tracks' } | Select-Object -Last 1).FullName
        $long.Count | Should -Be (($tracks | Where-Object Well -EQ 'A2').Points.Count)
        $long[0].compound | Should -Be 'drug'
        $wide = Import-Csv "$folder/out/Tracks/A2/SAMPLE_A2_DAPI_MEAN_GFP.csv"
        $wide.Count | Should -Be 16
        [double] $wide[0].T0 | Should -Be $tracks[16].Points[0].MeanIntensity_GFP
    }

    It 'follows the same cells in tiles with an even illumination' -Tag All {
        [void] (New-SegmentationMontage $plate -DestinationPath "$folder/even" -Channel DAPI -FlatField Plate -DarkOffset 100 -Align DAPI -Track Motion -Divisions -WarningAction SilentlyContinue)
        "$folder/even/FlatField/SAMPLE_DAPI_FLATFIELD.tif" | Should -Exist
        (Get-StylizeTrack "$folder/even/segmentation.sqlite").Count | Should -Be $tracks.Count
    }

    It 'names what does not exist' {
        Get-StylizeTrack "$folder/none.sqlite" -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failures" | Should -BeLike '*none.sqlite*'
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'DatabaseMissing*'
        Get-StylizeTrack "$folder/out/segmentation.sqlite" -Run other -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failures" | Should -BeLike '*default*'
    }
}
