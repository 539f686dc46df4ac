@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # Scripts of the build talk to a person at a prompt.
        'PSAvoidUsingWriteHost'
        # Helpers in build and test scripts ask no questions.
        'PSUseShouldProcessForStateChangingFunctions'
        # PowerShell 7 reads UTF-8 without a mark.
        'PSUseBOMForUnicodeEncodedFile'
        # Pester's blocks read what other blocks assign.
        'PSUseDeclaredVarsMoreThanAssignments'
    )
}
