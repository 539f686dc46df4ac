BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    New-TestImage "$TestDrive/a b.png" 96 64

    # Starts the studio in a folder, gives its address and session to a script block, and stops it.
    function Use-Studio {
        param([string] $Folder, [string] $Path, [scriptblock] $Script)
        $shell = [powershell]::Create()
        [void] $shell.AddScript("Import-Module '$ManifestPath'; Set-Location '$Folder'; Show-StylizeStudio '$Path' -NoOpen")
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
        try {
            $limit = [datetime]::UtcNow.AddMinutes(3)
            while ($output.Count -eq 0 -and -not $running.IsCompleted -and [datetime]::UtcNow -lt $limit) { Start-Sleep -Milliseconds 50 }
            $address = "$($output[0])"
            $origin = $address.Substring(0, $address.IndexOf('/?'))
            $null = Invoke-WebRequest $address -SessionVariable session
            & $Script $origin $session
        }
        finally {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $script:StopTime = $watch.Elapsed
            $shell.Dispose()
        }
    }

    function Send-Request {
        param([string] $Origin, $Session, [string] $Path, $Body)
        Invoke-RestMethod "$Origin$Path" -Method Post -WebSession $Session -Headers @{ Origin = $Origin } `
            -ContentType 'application/json' -Body ($Body | ConvertTo-Json -Depth 5)
    }
}

Describe 'Show-StylizeStudio' {
    It 'serves a page whose copied line writes the bytes that the page downloads' {
        Use-Studio $TestDrive 'a b.png' {
            param($origin, $session)
            $state = @{ input = 0; operation = 'pixel-art'; preset = 'Default'; given = @{ Width = '32'; Colors = '6' } }
            $full = Send-Request $origin $session '/api/preview' @{
                page = 'p'; sequence = 1; state = $state; side = 400; quality = 'full'
            }
            $bytes = (Invoke-WebRequest "$origin$($full.file.url)" -WebSession $session).Content
            $lines = Send-Request $origin $session '/api/lines' @{ state = $state; target = 'file' }
            $lines.powershell | Should -Be "ConvertTo-PixelArt 'a b.png' -Width 32 -Colors 6"
            Push-Location $TestDrive
            try { $file = Invoke-Expression $lines.powershell } finally { Pop-Location }
            [Convert]::ToHexString([System.IO.File]::ReadAllBytes($file.FullName)) | Should -Be ([Convert]::ToHexString($bytes))
        }
    }

    It 'stops when the pipeline stops' {
        Use-Studio $TestDrive 'a b.png' { param($origin, $session) (Invoke-WebRequest "$origin/" -WebSession $session).StatusCode | Should -Be 200 }
        $script:StopTime.TotalMinutes | Should -BeLessThan 1 -Because 'the open connections of a page do not delay it'
    }

    It 'gives an error for a file that does not exist' {
        { Show-StylizeStudio "$TestDrive/gone.png" -NoOpen -ErrorAction Stop } | Should -Throw -ErrorId 'ImageMissing*'
    }
}
