BeforeAll { . "$PSScriptRoot/Common.ps1" }

Describe 'Get-StylizeHit' {
    BeforeAll {
        $folder = New-TestFolder
        New-TestScreen $folder
        $database = "$folder/out/segmentation.sqlite"
    }

    It 'lists the treatments that differ from the negative controls' {
        $hits = Get-StylizeHit $database -Measurement MeanIntensity_GFP
        $hits[0].Concentration | Should -BeIn 3, 4
        $hits[0].RobustZ | Should -BeLessThan -10
        $hits[0].Q | Should -BeLessThan 0.05
        $hits[0].Normalized | Should -BeGreaterThan 40
        $hits[0].Normalized | Should -BeLessThan 60
        Get-StylizeHit $database -Measurement MeanIntensity_GFP -Rule z=1000 | Should -BeNullOrEmpty
        (Get-StylizeHit $database -Measurement MeanIntensity_GFP -Table Treatments).Count | Should -Be 4
    }

    It 'normalizes to the controls of the plate' {
        $wells = Get-StylizeHit $database -Measurement MeanIntensity_GFP -Table Wells
        $wells.Count | Should -Be 7
        [math]::Abs(($wells | Where-Object Role -EQ Negative | Measure-Object Normalized -Average).Average - 100) | Should -BeLessThan 1e-9
        $value = (Get-StylizeWell $database -Well B3 -Measurement MeanIntensity_GFP).Mean
        ($wells | Where-Object Well -EQ B3).Value | Should -Be $value
        $plate = Get-StylizeHit $database -Measurement Cells -Table Plates
        $plate.Negatives, $plate.Positives, $plate.Samples | Should -Be 3, 0, 4
        $plate.ZPrime | Should -BeNullOrEmpty
    }

    It 'warns of a plate without negative controls, and names roles' {
        Get-StylizeHit $database -Measurement Cells -Control sample=DMSO -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warnings" | Should -BeLike '*0 negative controls*-Control*'
        { Get-StylizeHit $database -Measurement Cells -Control DMSO -ErrorAction Stop } | Should -Throw '*negative=DMSO*'
    }
}
