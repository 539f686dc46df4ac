BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'Measure-ImageRegion' {
    BeforeAll {
        $folder = New-TestFolder
        New-TestPlate "$folder/plate"
        $tile = "$folder/plate/PLATE1_E4_T0_1_DAPI.png"
    }

    It 'returns one object per region, with its path' {
        $regions = Measure-ImageRegion $tile -Method Otsu
        $regions.Count | Should -BeGreaterThan 2
        $regions[0].Path | Should -Be $tile
        $regions[0].Label | Should -BeOfType [long]
        $regions.Label | Should -Be (1..$regions.Count)
        $regions | ForEach-Object { $_.Area | Should -BeGreaterThan 50 }
        $regions[0].MeanIntensity | Should -BeGreaterThan 150
    }

    It 'streams through a pipeline to a CSV file' {
        Get-ChildItem "$folder/plate/*_E4_*DAPI.png" | Measure-ImageRegion -Method Otsu | Where-Object Area -GT 200 | Export-Csv "$folder/regions.csv"
        (Import-Csv "$folder/regions.csv").Count | Should -BeGreaterThan 8
    }

    It 'writes a table, overlays and masks' {
        $regions = Get-ChildItem "$folder/plate/*_E4_*DAPI.png" | Measure-ImageRegion -Method Otsu -CsvPath "$folder/all.csv" -OverlayPath "$folder/overlays" -MaskPath "$folder/written"
        $rows = Import-Csv "$folder/all.csv"
        $rows.Count | Should -Be $regions.Count
        $rows[0].Path | Should -Be $regions[0].Path
        (Get-ChildItem "$folder/overlays").Name | Should -Contain 'PLATE1_E4_T0_1_DAPI.overlay.png'
        (Get-ChildItem "$folder/written").Count | Should -Be ($regions.Path | Sort-Object -Unique).Count
        { Measure-ImageRegion $tile -CsvPath "$folder/all.csv" } | Should -Throw -ErrorId 'TargetExists*'
        Measure-ImageRegion $tile -Method Otsu -CsvPath "$folder/all.csv" -Force | Should -Not -BeNullOrEmpty
    }

    It 'refuses a decimal comma' {
        { Measure-ImageRegion $tile -PixelSize '0,65' } | Should -Throw "*'0,65' is not a number*with a point*"
        { Measure-ImageRegion $tile -PixelSize 0,65 } | Should -Throw '*with a point*'
    }

    It 'gives errors for a color image and a file that is not an image, and continues' {
        New-TestImage "$folder/color.png"
        Set-Content "$folder/text.png" 'not an image'
        $regions = Measure-ImageRegion "$folder/color.png", "$folder/text.png", $tile -Method Otsu -ErrorVariable failures -ErrorAction SilentlyContinue
        $regions.Count | Should -BeGreaterThan 2
        $failures.Count | Should -Be 2
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'FormatUnsupported*'
        $failures[1].TargetObject | Should -Be "$folder/text.png"
    }
}
