# The names of inputs mean the same to cmdlets and to the command.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:Folder = New-TestFolder
    Push-Location $Folder
    foreach ($name in 'a', '1/b', '1/deep/er/c', '2/d', '2/UPPER', '.hidden/e', '2/.dot', 'k[1]/f', 'k1/g') {
        [void] (New-Item -ItemType Directory -Force (Split-Path "x/$name"))
        New-TestImage "$Folder/x/$name.png"
    }
    Rename-Item x/2/UPPER.png UPPER.PNG
    [void] (New-Item -ItemType Directory x/outer/inner)
    New-TestImage "$Folder/x/outer/inner/h.png"
    [void] (New-PSDrive In FileSystem "$Folder/x/1" -Scope Global)
    function Get-Source { param($Files) @($Files | ForEach-Object { [System.IO.Path]::GetRelativePath($Folder, $_.Stylize.Source) -replace '\\', '/' }) }
}

AfterAll {
    Pop-Location
    Remove-PSDrive In
}

Describe 'A pattern' {
    It 'finds the same files as in the command, in the same order: <_>' -ForEach 'x/**/*.png', 'x/**', 'x/**/deep/**/*', '**/?.PNG', 'x/?/*.*', 'x/.hidden/**', '*/*/.d*' {
        # PowerShell would expand the pattern itself.
        $words = @(Get-CommandWords) + 'list', 'pixel-art', $_
        $start = [System.Diagnostics.ProcessStartInfo]::new($words[0], [string[]] $words[1..9])
        $start.RedirectStandardOutput, $start.WorkingDirectory = $true, $Folder
        $listed = @([System.Diagnostics.Process]::Start($start).StandardOutput.ReadToEnd() -split '\r?\n' -ne '')
        $found = ConvertTo-PixelArt $_ -Width 8 -DestinationPath (New-TestFolder) -RelativeTo x
        $listed.Count | Should -BeGreaterThan 0
        @($found.Stylize.Source) | Should -Be $listed
    }

    It 'has brackets, drives and locations of PowerShell: <Pattern>' -ForEach @(
        @{ Pattern = 'x/**/[bc].png'; Found = 'x/1/b.png', 'x/1/deep/er/c.png' }
        @{ Pattern = 'x/k`[1`]/*.png'; Found = 'x/k[1]/f.png' }
        @{ Pattern = 'x/k[1]/**/*.png'; Found = 'x/k1/g.png' }
        @{ Pattern = 'In:/**/?.png'; Found = 'x/1/b.png', 'x/1/deep/er/c.png' }
        @{ Pattern = 'In:deep\**\*.png'; Found = 'x/1/deep/er/c.png' }
        @{ Pattern = 'FileSystem::x/2/**'; Found = 'x/2/UPPER.PNG', 'x/2/d.png' }
        @{ Pattern = './x/../x/1/**/c.*'; Found = 'x/1/deep/er/c.png' }
    ) {
        Get-Source (ConvertTo-PixelArt $Pattern -Width 8 -DestinationPath (New-TestFolder)) | Should -Be $Found
    }

    It 'means the same to each cmdlet: <_>' -ForEach 'Get-StylizeProvenance', 'Get-GaussianImage', 'Measure-ImageRegion', 'ConvertTo-DotArt', 'Show-StylizeImage' {
        & $_ 'x/none/**/*.xyz' -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ImageMissing,*'
        "$($failed[0])" | Should -BeLike "The folder '*none' does not exist."
    }
}

Describe 'The error' {
    It 'says what was probably meant: <Line>' -ForEach @(
        @{ Line = 'ConvertTo-PixelArt x/outer'; Text = 'its subfolders do. Use -Recurse to include them, and -RelativeTo*' }
        @{ Line = 'Get-Item x/outer | ConvertTo-PixelArt'; Text = 'its subfolders do. Use -Recurse*' }
        @{ Line = 'Measure-ImageRegion x/outer'; Text = 'its subfolders do. Use -Recurse to include them.' }
        @{ Line = 'Measure-StylizePerformance PixelArt x/outer'; Text = 'Give the pattern "*outer/**/*.png".' }
        @{ Line = 'ConvertTo-PixelArt gone -DestinationPath o -RelativeTo gone'; Text = "'*gone' does not exist." }
        @{ Line = 'ConvertTo-PixelArt x/a.png -DestinationPath o -RelativeTo gone'; Text = "The folder '*gone' of -RelativeTo does not exist." }
        @{ Line = 'ConvertTo-PixelArt (Get-Item w_01.png, w_02.png) -DestinationPath w.gif'; Text = "give the pattern '*w_%02d.png'" }
        @{ Line = 'Get-Item w_01.png, w_02.png | ConvertTo-PixelArt -DestinationPath w.gif'; Text = "give the pattern '*w_%02d.png'" }
    ) {
        1, 2 | ForEach-Object { New-TestImage "$Folder/w_0$_.png" }
        $failed = try { & ([scriptblock]::Create($Line)) 2>&1 } catch { $_ }
        $failed | Should -HaveCount 1
        "$failed $($failed.ErrorDetails.RecommendedAction)" -replace '\\', '/' | Should -BeLike "*$($Text.Replace('[', '`['))*"
    }
}
