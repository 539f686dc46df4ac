# Pages and help as they stand in a package, where the other files of the repository are missing.

# Address of a file of the repository. GitHub serves files below a branch's name; other sites are expected to serve them by their paths.
function Get-PageAddress([uri] $ProjectUri, [string] $Path, [switch] $Raw) {
    $root = $ProjectUri.AbsoluteUri.TrimEnd('/')
    if ($ProjectUri.Host -eq 'github.com') { "$root/$($Raw ? 'raw' : 'blob')/HEAD/$Path" } else { "$root/$Path" }
}

<#
Returns a page's text for a package. Links to files that the package lacks lead to the project's address, or become plain text.
Text between <!-- source only --> and <!-- end of source only --> is left out, and so is a section marked "links" without an address.
#>
function Convert-Page([string] $Text, [string] $Location, [uri] $ProjectUri, [string[]] $Carried = @()) {
    $left = $ProjectUri ? '<!-- (end of )?links -->\n' : '<!-- links -->.*?<!-- end of links -->\n*'
    $Text = $Text -replace '(?s)<!-- source only -->.*?<!-- end of source only -->\n*' -replace "(?s)$left"
    # Pictures that HTML places, which end in a line of their own.
    $Text = [regex]::Replace($Text, '(?s)<img src="(?!https?:)([^"]+)"(.*?)>', {
            param($image)
            $ProjectUri ? "<img src=`"$(Get-PageAddress $ProjectUri $image.Groups[1].Value -Raw)`"$($image.Groups[2])>" : ''
        })
    $folder = [System.IO.Path]::GetDirectoryName("/$Location")
    $fenced = $false
    $lines = foreach ($line in $Text -split '\n') {
        if ($line -match '^\s*```') { $fenced = -not $fenced }
        if ($fenced -or $line -match '^    ') { $line; continue }
        $changed = [regex]::Replace($line, '(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)', {
                param($link)
                $path = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($folder, $link.Groups[3].Value)).Replace('\', '/') -replace '^([A-Za-z]:)?/'
                $isImage = $link.Groups[1].Length -gt 0
                if ($path -in $Carried) { $link.Value }
                elseif ($ProjectUri) { "$($link.Groups[1])[$($link.Groups[2])]($(Get-PageAddress $ProjectUri $path -Raw:$isImage)$($link.Groups[4]))" }
                elseif ($isImage) { '' }
                else { $link.Groups[2].Value }
            })
        if ($changed -or -not $line) { $changed }
    }
    ($lines -join "`n") -replace '\n{3,}', "`n`n"
}

<# Copies README and the pages that the help names into a module's package. #>
function Copy-Page([string] $Root, [string] $Package, [uri] $ProjectUri) {
    $named = Get-ChildItem "$Package/en-US" | Get-Content -Raw | ForEach-Object { [regex]::Matches($_, '\bdocs/(?!en-US/)[\w/-]+\.md').Value }
    $pages = @('README.md') + @($named | Sort-Object -Unique | Where-Object { Test-Path "$Root/$_" })
    foreach ($page in $pages) {
        [void] (New-Item -ItemType Directory -Force (Split-Path "$Package/$page"))
        $text = Convert-Page (Get-Content -Raw "$Root/$page") $page $ProjectUri ($pages + 'LICENSE')
        Set-Content "$Package/$page" $text -NoNewline
    }
}

<# Gives each cmdlet's help the address that `Get-Help -Online` opens: the first link; none without an address. #>
function Set-OnlineHelp([string] $Path, [uri] $ProjectUri) {
    $help = [xml]::new()
    $help.PreserveWhitespace = $true
    $help.Load($Path)
    $names = [System.Xml.XmlNamespaceManager]::new($help.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    foreach ($link in @($help.SelectNodes("//maml:navigationLink[maml:linkText='Online version:']", $names))) { [void] $link.ParentNode.RemoveChild($link) }
    foreach ($command in $help.SelectNodes('//command:command', $names)) {
        if (-not $ProjectUri) { break }
        $links = $command.SelectSingleNode('command:relatedLinks', $names) ?? $command.AppendChild($help.CreateElement('command', 'relatedLinks', $names.LookupNamespace('command')))
        $link = $help.CreateElement('maml', 'navigationLink', $names.LookupNamespace('maml'))
        foreach ($name in 'linkText', 'uri') { [void] $link.AppendChild($help.CreateElement('maml', $name, $names.LookupNamespace('maml'))) }
        $link['maml:linkText'].InnerText = 'Online version:'
        $link['maml:uri'].InnerText = Get-PageAddress $ProjectUri "docs/en-US/$($command.SelectSingleNode('command:details/command:name', $names).InnerText).md"
        [void] $links.PrependChild($link)
    }
    $help.Save($Path)
}

<# Writes the addresses that were given into a copy of the manifest. #>
function Set-ManifestAddress([string] $Path, [uri] $ProjectUri, [uri] $LicenseUri, [uri] $HelpInfoUri, [uri] $IconUri) {
    $text = Get-Content -Raw $Path
    if ($HelpInfoUri) { $text = $text -replace '(?m)^(?=    PrivateData\b)', "    HelpInfoURI          = '$($HelpInfoUri.AbsoluteUri)'`n" }
    $lines = foreach ($name in 'ProjectUri', 'LicenseUri', 'IconUri') {
        $address = Get-Variable $name -ValueOnly
        if ($address) { "            $($name.PadRight(12)) = '$($address.AbsoluteUri)'`n" }
    }
    Set-Content $Path ($text -replace '(?m)^(?=            ReleaseNotes\b)', (-join $lines)) -NoNewline
}
