@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # Build scripts print to the console.
        'PSAvoidUsingWriteHost'
        # Functions of build and test scripts need no confirmation.
        'PSUseShouldProcessForStateChangingFunctions'
        # PowerShell 7 reads UTF-8 without a byte order mark.
        'PSUseBOMForUnicodeEncodedFile'
        # Pester blocks read variables that other blocks assign.
        'PSUseDeclaredVarsMoreThanAssignments'
    )
}
