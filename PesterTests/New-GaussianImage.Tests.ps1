BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'New-GaussianImage' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        New-TestImage "$folder/a.png" -Width 48 -Height 32 -Seed 1
    }

    AfterEach { Pop-Location }

    It 'returns the number of Gaussians, the quality and the size' {
        $file = New-GaussianImage a.png -Count 40 -Iterations 50
        $file.Name | Should -Be 'a.g2d'
        $file.Stylize.Gaussians | Should -Be 40
        $file.Stylize.Bytes | Should -Be $file.Length
        $file.Stylize.Psnr | Should -BeGreaterThan 15
        $file.Stylize.Width, $file.Stylize.Height | Should -Be 48, 32
    }

    It 'returns files that ConvertFrom-GaussianImage accepts' {
        New-TestImage "$folder/b.png" -Width 40 -Height 40 -Seed 2
        $pictures = Get-ChildItem *.png | New-GaussianImage -Iterations 20 -Preview | ConvertFrom-GaussianImage -Scale 4 -DestinationPath large
        $pictures.Name | Should -Be 'a.gaussian.png', 'b.gaussian.png'
        (Read-PngHeader $pictures[0].FullName).Width | Should -Be 192
        'a.preview.png', 'b.preview.png' | Should -Exist
    }

    It 'encodes an animation, which ConvertFrom-GaussianImage writes as GIF, as one frame and as numbered frames' {
        Copy-Item $PSScriptRoot/clip.gif clip.gif
        $frames = (New-GaussianImage clip.gif -Count 60 -Iterations 40).Stylize.Frames
        $frames | Should -BeGreaterThan 1
        (Get-GaussianImage clip.g2d).Frames | Should -Be $frames
        (ConvertFrom-GaussianImage clip.g2d -DestinationPath out.gif).Stylize.Frames | Should -Be $frames
        (ConvertFrom-GaussianImage clip.g2d -Frame 1).Name | Should -Be 'clip.gaussian.png'
        ConvertFrom-GaussianImage clip.g2d -SeparateFrames -DestinationPath frames
        (Get-ChildItem frames/clip.gaussian_*.png).Count | Should -Be $frames
        (New-GaussianImage clip.gif -Frame 0 -Iterations 20 -DestinationPath one.g2d).Stylize.Frames | Should -BeNullOrEmpty
        { New-GaussianImage clip.gif -Progressive -DestinationPath b.g2d } | Should -Throw -ErrorId 'OperationFailed*'
    }

    It 'rejects <Name>' -ForEach @(
        @{ Name = "two targets"; Arguments = @{ Count = 10; TargetPsnr = 30 } }
        @{ Name = "two lengths"; Arguments = @{ TargetTime = "0:00:01"; Iterations = 20 } }
        @{ Name = "no time"; Arguments = @{ TargetTime = "0:00:00" }; Id = 'ParameterArgumentValidationError*' }
    ) {
        { New-GaussianImage a.png @Arguments } | Should -Throw -ErrorId ($Id ?? 'OptionConflict*')
        'a.g2d' | Should -Not -Exist
    }

    It 'starts with a preset' {
        $options = (Get-StylizePreset -Operation GaussianImage -Name Draft).Options
        (New-GaussianImage a.png -Options $options -Count 20 -Iterations 15).Stylize.Iterations | Should -Be 15
    }
}
