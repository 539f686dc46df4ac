BeforeAll { . "$PSScriptRoot/Common.ps1" }

Describe 'Get-StylizeWell' {
    BeforeAll {
        $folder = New-TestFolder
        $plate = "$(Split-Path $PSScriptRoot)/samples/plate"
        $files = New-SegmentationMontage $plate -DestinationPath "$folder/out" -Channel DAPI -MeasureChannel GFP -Timepoint 0 -PlateMap "$plate/plate.csv" -Positive MeanIntensity_GFP=1000
        $wells = Get-StylizeWell "$folder/out/segmentation.sqlite"
    }

    It 'emits the rows of wells.csv with the plate map' {
        $table = Import-Csv ($files | Where-Object { $_.Stylize.Kind -eq 'WellTable' }).FullName
        $table.Count | Should -Be $wells.Count
        $wells[0].PSObject.Properties.Name | Should -BeExactly 'Experiment', 'Well', 'Timepoint', 'Channel', 'compound', 'dose', 'Measurement', 'Count', 'Mean', 'Median', 'StandardDeviation', 'MedianAbsoluteDeviation', 'Quantile5', 'Quantile25', 'Quantile75', 'Quantile95', 'PositiveShare'
        foreach ($row in $wells | Where-Object Measurement -EQ 'MeanIntensity_GFP') {
            $same = $table | Where-Object { $_.Well -eq $row.Well -and $_.Measurement -eq $row.Measurement }
            [double] $same.Median | Should -Be $row.Median
            [double] $same.PositiveShare | Should -Be $row.PositiveShare
            $same.compound | Should -Be $row.compound
        }
    }

    It 'counts the cells of the regions' {
        $regions = Import-Csv "$folder/out/Regions/A2/SAMPLE_A2_T0_DAPI_REGIONS.csv"
        (Get-StylizeWell "$folder/out/segmentation.sqlite" -Well A2 -Measurement Cells).Count | Should -Be $regions.Count
        $area = Get-StylizeWell "$folder/out/segmentation.sqlite" -Well A2 -Measurement Area
        $area.Mean | Should -BeGreaterThan 0
        [math]::Abs($area.Mean - ($regions | Measure-Object Area -Average).Average) | Should -BeLessThan 1e-9
    }

    It 'names the measurements of the run' {
        Get-StylizeWell "$folder/out/segmentation.sqlite" -Measurement GFP -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failures" | Should -BeLike '*MeanIntensity_GFP*'
    }
}
