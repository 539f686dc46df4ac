BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'Get-GaussianImage' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        New-TestModel 'a[1].g2d' 40 30
    }

    AfterEach { Pop-Location }

    It 'describes a file from Get-ChildItem' {
        $found = Get-ChildItem *.g2d | Get-GaussianImage
        $found.Width, $found.Height, $found.Count | Should -Be 40, 30, 0
        "$($found.Profile)" | Should -Be 'Lossless'
        "$($found.Compositing)" | Should -Be 'Normalized'
        $found.Path | Should -Be (Join-Path $folder 'a[1].g2d')
        $found.BitsPerPixel | Should -Be (8 * (Get-Item -LiteralPath 'a[1].g2d').Length / 1200)
    }

    It 'gives one error for a file that is not a Gaussian image, and continues' {
        Set-Content text.g2d 'not a Gaussian image'
        $found = Get-GaussianImage -LiteralPath text.g2d, 'a[1].g2d' -ErrorAction SilentlyContinue -ErrorVariable failure
        @($found).Count | Should -Be 1
        $failure.Count | Should -Be 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable*'
        $failure[0].TargetObject | Should -Be (Join-Path $folder 'text.g2d')
    }

    It 'names the version of a file that it cannot read' {
        $bytes = [System.IO.File]::ReadAllBytes((Join-Path $folder 'a[1].g2d'))
        $bytes[26] | Should -Be 1
        $bytes[26] = 2
        [System.IO.File]::WriteAllBytes((Join-Path $folder 'b.g2d'), $bytes)
        { Get-GaussianImage b.g2d -ErrorAction Stop } |
            Should -Throw -ErrorId 'ImageUnreadable*' -ExpectedMessage '*version 2*'
    }
}
