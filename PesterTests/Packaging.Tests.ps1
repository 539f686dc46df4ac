# Pages, help and manifest as packing writes them: tools/packaging/Pages.ps1.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    . "$RepositoryRoot/tools/packaging/Pages.ps1"
    $readme = Get-Content -Raw "$RepositoryRoot/README.md"
}

Describe 'A packaged page' {
    It 'has no links to files that the package lacks' {
        $text = Convert-Page $readme README.md $null LICENSE
        $text | Should -Not -Match "<img"
        [regex]::Matches($text, '\]\(([^)]+)\)').ForEach{ $_.Groups[1].Value } | Should -Be 'LICENSE'
        $text | Should -Not -Match 'dotnet run|!\[|\n\n\n'
        $text | Should -Match 'ConvertTo-PixelArt'
    }

    It 'leads to the project if its address is given' {
        $text = Convert-Page $readme README.md 'https://github.com/owner/stylize' LICENSE
        $text | Should -Match '\]\(https://github\.com/owner/stylize/blob/HEAD/docs/install\.md\)'
        $text | Should -Match '!\[[^]]+\]\(https://github\.com/owner/stylize/raw/HEAD/docs/images/stylize\.jpg\)'
        Convert-Page 'See [a](../b.md#c) and ``[d](e)``.' docs/x.md 'https://a.example/s/' | Should -Match '\(https://a\.example/s/b\.md#c\)'
    }

    It 'keeps code and web addresses' {
        Convert-Page "    [x](y)`n[a](https://b.example)" README.md $null | Should -Be "    [x](y)`n[a](https://b.example)"
    }
}

Describe 'A packaged manifest' {
    It 'has the addresses that are given, and no others' {
        $path = "$(New-TestFolder)/Stylize.psd1"
        Copy-Item $ManifestPath $path
        Set-ManifestAddress $path
        Get-Content -Raw $path | Should -Be (Get-Content -Raw $ManifestPath)
        Get-Content -Raw $path | Should -Not -Match 'https?://'

        Set-ManifestAddress $path -ProjectUri https://a.example/s -IconUri https://a.example/i.png -HelpInfoUri https://a.example/help/
        $manifest = Import-PowerShellDataFile $path
        $manifest.HelpInfoURI | Should -Be https://a.example/help/
        $manifest.PrivateData.PSData.ProjectUri | Should -Be https://a.example/s
        $manifest.PrivateData.PSData.IconUri | Should -Be https://a.example/i.png
        $manifest.PrivateData.PSData.ContainsKey('LicenseUri') | Should -BeFalse
    }
}

Describe 'The packaged help' {
    It 'leads to the page of each cmdlet if the address of the project is given' {
        $path = "$(New-TestFolder)/help.xml"
        Copy-Item "$RepositoryRoot/en-US/Stylize.PowerShell.dll-Help.xml" $path
        Set-OnlineHelp $path 'https://a.example/s'
        ([regex]::Matches((Get-Content -Raw $path), 'https://a\.example/s/docs/en-US/[\w-]+\.md')).Count | Should -Be (Get-Command -Module Stylize).Count
        Set-OnlineHelp $path
        Get-Content -Raw $path | Should -Not -Match 'Online version|\.example'
    }
}

Describe 'An archive <_>' -ForEach '.zip', '.tar.gz', '.tar.xz' {
    It 'has the same bytes each time, and unpacks' -Skip:($_ -eq '.tar.xz' -and -not (Get-Command xz -ErrorAction Ignore)) {
        . "$RepositoryRoot/tools/packaging/Archive.ps1"
        $folder = New-TestFolder
        [void] (New-Item -ItemType Directory "$folder/from/x", "$folder/to")
        Set-Content "$folder/from/x/b.txt" 'text'
        $hashes = foreach ($i in 1..2) {
            if ($_ -eq '.zip') { New-FixedZip "$folder/from" "$folder/a$_" } else { New-FixedTar "$folder/from" "$folder/a$_" @() }
            (Get-FileHash "$folder/a$_").Hash
        }
        $hashes[1] | Should -Be $hashes[0]
        if ($_ -eq '.zip') { Expand-Archive "$folder/a$_" "$folder/to" } else { tar -xf "$folder/a$_" -C "$folder/to" }
        Get-Content "$folder/to/x/b.txt" | Should -Be 'text'
        "$folder/a.tar" | Should -Not -Exist
    }
}
