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

    It 'measures only the given properties' {
        (Measure-ImageRegion $tile -Method Otsu -Property Area, Centroid)[0].PSObject.Properties.Name | Should -Be 'Path', 'Label', 'Area', 'CentroidX', 'CentroidY'
    }

    It 'streams through a pipeline to a CSV file' {
        Get-ChildItem "$folder/plate/*_E4_*DAPI.png" | Measure-ImageRegion -Method Otsu | Where-Object Area -GT 200 | Export-Csv "$folder/regions.csv"
        (Import-Csv "$folder/regions.csv").Count | Should -BeGreaterThan 8
    }

    It 'returns lengths and areas in physical units' {
        $pixels = Measure-ImageRegion $tile -Method Otsu -Property Area, Perimeter
        $microns = Measure-ImageRegion $tile -Method Otsu -Property Area, Perimeter -PixelSize 0.5
        $microns[0].Area | Should -Be ($pixels[0].Area / 4)
        $microns[0].Perimeter | Should -Be ($pixels[0].Perimeter / 2)
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

    It 'rejects invalid values' {
        { Measure-ImageRegion $tile -Method Manual } | Should -Throw '*Threshold*'
        { Measure-ImageRegion $tile -MinimumArea 100 -MaximumArea 50 } | Should -Throw '*MaximumArea*'
        { Measure-ImageRegion $tile -Method Magic } | Should -Throw
    }
}
