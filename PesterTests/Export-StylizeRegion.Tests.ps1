BeforeAll { . "$PSScriptRoot/Common.ps1" }

Describe 'Export-StylizeRegion' {
    BeforeAll {
        $folder = New-TestFolder
        $plate = "$(Split-Path $PSScriptRoot)/samples/plate"
        $run = New-SegmentationMontage $plate -DestinationPath "$folder/out" -Channel DAPI -MeasureChannel GFP -Track Motion -Divisions -WarningAction SilentlyContinue -PlateMap "$plate/plate.csv" 6>&1
        $database = "$folder/out/segmentation.sqlite"
    }

    It 'is preceded by a run that says in one line what it found, and emits the database' {
        "$($run | Where-Object { $_ -is [System.Management.Automation.InformationRecord] })" | Should -BeLike '2 wells, 32 tracked cells, 88 regions at 3 timepoints, 1 warning. Page: *segmentation.html*. Database: *segmentation.sqlite*.'
        ($run | Where-Object { $_.Stylize.Kind -eq 'Database' }).FullName | Should -Be (Get-Item $database).FullName
    }

    It 'writes all formats of a well' {
        $files = Export-StylizeRegion $database "$folder/all" -Format All -Well A2
        $files.Format | Sort-Object -Unique | Should -Be 'CellTracking', 'Csv', 'GeoJson', 'ImageJ', 'Napari', 'TrackMask'
        $files | Should -Exist
        $files.Well | Sort-Object -Unique | Should -Be 'A2'
        (Import-Csv "$folder/all/Tables/cell_measurement.csv").Count | Should -Be 44
        (Import-Csv "$folder/all/Napari/A2/SAMPLE_A2_DAPI_TRACKS.csv")[0].PSObject.Properties.Name[0..3] | Should -Be 'ID', 'T', 'Y', 'X'
        Get-Content "$folder/all/CellTracking/SAMPLE_A2_DAPI/01_RES/res_track.txt" | Should -Contain '15 1 2 4'
        $json = Get-Content "$folder/all/QuPath/A2/SAMPLE_A2_T2_DAPI.geojson" | ConvertFrom-Json
        $json.features.Count | Should -Be 15
        $json.features[0].properties.measurements.MeanIntensity_GFP | Should -BeGreaterThan 0
        ($files | Where-Object Format -EQ Napari | Out-String) | Should -Match 'Napari +A2 +44'
    }

    It 'writes nothing with -WhatIf, and replaces files only with -Force' {
        Export-StylizeRegion $database "$folder/none" -WhatIf | Should -BeNullOrEmpty
        "$folder/none" | Should -Not -Exist
        [void] (Get-Item $database | Export-StylizeRegion -DestinationPath "$folder/twice" -Format Napari -Track 15, 16)
        { Export-StylizeRegion $database "$folder/twice" -Format Napari } | Should -Throw -ErrorId 'TargetExists*'
        (Import-Csv "$folder/twice/Napari/A2/SAMPLE_A2_DAPI_TRACKS.csv").ID | Sort-Object -Unique | Should -Be 15, 16
        Export-StylizeRegion $database "$folder/twice" -Format Napari -Force | Should -HaveCount 2
        { Export-StylizeRegion "$PSScriptRoot/photo.jpg" "$folder/none" } | Should -Throw -ErrorId 'ImageUnreadable*'
        { Export-StylizeRegion $database "$folder/none" -Run other } | Should -Throw '*Known: default.'
    }
}
