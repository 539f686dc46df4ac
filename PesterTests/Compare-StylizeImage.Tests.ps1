BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'Compare-StylizeImage' {
    BeforeAll {
        $folder = New-TestFolder
        New-TestImage "$folder/a.png" 256 192 1
        New-TestImage "$folder/b.png" 256 192 2
        New-TestImage "$folder/small.png" 20 10 1
        Push-Location $folder
    }

    AfterAll {
        Pop-Location
    }

    It 'returns both paths, in the order of the pipeline' {
        $all = Get-ChildItem a.png, b.png | Compare-StylizeImage -ReferencePath a.png
        $all.Path | Should -Be (Join-Path $folder 'a.png'), (Join-Path $folder 'b.png')
        $all.ReferencePath | Select-Object -Unique | Should -Be (Join-Path $folder 'a.png')
    }

    It 'gives one error for an image of a different size, and continues' {
        $all = Compare-StylizeImage small.png, b.png -ReferencePath a.png -ErrorVariable failures -ErrorAction SilentlyContinue
        $all | Should -HaveCount 1
        $failures | Should -HaveCount 1
        $failures[0].Exception.Message | Should -BeLike '*20 x 10*256 x 192*'
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'SizeMismatch,*'
    }

    It 'compares outputs from the pipeline with their sources' {
        $compared = Get-ChildItem a.png, b.png | ConvertTo-PixelArt -Width 64 -Height 48 -Scale 4 -DestinationPath art | Compare-StylizeImage
        $compared.Path | Should -Be (Join-Path $folder 'art/a.pixelart.png'), (Join-Path $folder 'art/b.pixelart.png')
        $compared.ReferencePath | Should -Be (Join-Path $folder 'a.png'), (Join-Path $folder 'b.png')
        $compared[0].Psnr | Should -BeGreaterThan 5
    }

    It 'gives one error for what the images share, and one with the others' {
        Compare-StylizeImage a.png, b.png, small.png -ReferencePath gone.png -ErrorVariable failures -WarningVariable warnings -ErrorAction SilentlyContinue |
            Should -BeNullOrEmpty
        $failures.Count | Should -Be 2
        $failures.TargetObject | Should -Be ('a.png', 'b.png', 'small.png' | ForEach-Object { Join-Path $folder $_ })
        $warnings | Should -BeNullOrEmpty
    }

    It 'shows a table' {
        Compare-StylizeImage a.png b.png | Out-String | Should -Match 'PSNR.*SSIM.*2000'
    }
}
