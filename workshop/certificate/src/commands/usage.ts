const ofKey = `  --key FILE           the private key (Ed25519, PKCS#8 PEM); made where there is none
                       (default: certificate/issuer.pem in the folder of --data)
  --issuer FILE        the published profile of the organisation that issues; it has the key`

const ofAward = `  --name NAME          to whom
  --email ADDRESS      not stored: its salted hash is, so that the holder can show it is theirs
  --out DIR            where to write (default: here)
  --valid-until DATE   2027-12-31, or with time and zone (default: no end)
  --status-list URL    where the status list will be served, so that it can be revoked`

/** What `--help` prints after each command's summary. */
export const usage = {
  issue: `npx watertight certificate issue [RESULTS.json] --name NAME [options]

Writes COURSE.json, COURSE.svg, COURSE.png and COURSE.html: the credential, two pictures with it inside, and a page to print.
The results are those of your own progress, or of the file, and the certificate says so: self-checked.

  --folder DIR         the labs and their progress (default: as watertight learn finds them)
${ofAward}
${ofKey}

  npx watertight certificate issue --name 'Ada Lovelace'`,

  regrade: `npx watertight certificate regrade FOLDER --name NAME [options]

Plays what a learner handed in again, every lab, with seeds made now that nobody else knows: in virtual time, and with processes. Where all of it holds,
issues a certificate that says re-graded; where not, says why. It runs a stranger's code behind a fence, not a wall: do it on a machine made for that.

${ofAward}
${ofKey}

Exit code 0: issued. 1: a lab did not pass. 2: a lab was not handed in.

  npx watertight certificate regrade handed-in/ada --name 'Ada Lovelace' --issuer profile.json`,

  verify: `npx watertight certificate verify FILE [options]

Checks form, both signatures, time, revocation and what a page shows. Nothing is fetched: what else is needed is given as a file.

  --issuer KEY|FILE    whom you expect to have signed: did:key:…, or the profile of an organisation, downloaded
                       from the address it names
  --status FILE        the status list it names, downloaded; may be given more than once
  --email ADDRESS      whether it was issued to this address

Exit code 0: valid. 1: refused, with the reason. 2: the command line is wrong.

  npx watertight certificate verify certificate.png --issuer did:key:z6Mk…`,

  issuer: `npx watertight certificate issuer [--id ADDRESS --name NAME] [--key FILE]

Prints the name of your key, did:key:…, for those who verify. With --id and --name, prints the profile to serve at that address.

  --id ADDRESS         https://…, where the profile will be served
  --name NAME          of the organisation
  --key FILE           the private key (default: certificate/issuer.pem in the folder of --data)

  npx watertight certificate issuer --id https://example.org/issuer --name 'Example School' > profile.json`,

  revoke: `npx watertight certificate revoke FILE... --list LIST.json [options]

Signs the list with these certificates taken back; without a FILE it renews the list, and --url makes one that is not there yet.
Serve the list at the address that the certificates name.

  --list LIST.json     the status list; replaced in one step
  --url URL            of a list that is not there yet
  --valid-days DAYS    for how long a copy may be relied on (default: 30)
${ofKey}

  npx watertight certificate revoke certificate.json --list status.json`,

  verifier: `npx watertight certificate verifier [--out FILE]

The page needs no network and asks for none; open it from the file, then drop a certificate on it.

  --out FILE           where to write (default: verify-certificate.html)

  npx watertight certificate verifier`,
} as const
